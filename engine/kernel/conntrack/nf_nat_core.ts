// net/netfilter/nf_nat_core.c: decides once per connection what is rewritten, and rewrites every packet of it.
import type { Tuple } from '../../trace/rows.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { decodeQuoted, ICMP_REDIRECT, type Icmp, isIcmpError, requote } from '../../wire/icmp.ts';
import { IPPROTO_TCP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import type { Env } from '../env.ts';
import type { Net } from '../net_namespace.ts';
import { ipt_do_table } from '../netfilter/ip_tables.ts';
import type { NatRange } from '../netfilter/nat_range.ts';
import type { HookState, TargetVerdict } from '../netfilter/types.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip } from '../skbuff.ts';
import { jhash2, swap32 } from './jhash.ts';
import type { Conn, ConnInfo } from './nf_conntrack_core.ts';
import { invert, sameTuple } from './tuple.ts';

/** Which half of a packet is rewritten; a hook does one of them. */
export type Manip = 'src' | 'dst';

/** NF_NAT_MAX_ATTEMPTS ports are tried at first, half of them each further time while there are enough. */
const MAX_ATTEMPTS = 128;
const FEW_ATTEMPTS = 16;

type NatState = Pick<HookState, 'net' | 'hook' | 'skb' | 'in' | 'out'>;

/** nf_nat_inet_fn: the nat table for a connection's first packet, the rewriting for all. */
export function nf_nat_inet_fn(state: NatState, manip: Manip): boolean {
  const { net, skb, hook, in: indev, out } = state;
  const { ct } = skb;
  if (!ct) return true;
  if (ct.info === 'RELATED' && ip_hdr(skb).payload.layer === 'icmp') {
    if (net.xtables.get('nat') && isLostRedirect(skb, ct)) {
      kfree_skb_reason(net, skb, 'nf_nat_icmp_reply_translation', 'NETFILTER_DROP', `nat ${hook}`);
      return false;
    }
    nf_nat_icmp_reply_translation(state, ct, manip);
    return true;
  }
  if (ct.info !== 'ESTABLISHED' && !isDone(ct.conn, manip)) {
    if (net.xtables.get('nat')) {
      const verdict = ipt_do_table({ net, hook, skb, in: indev, out, table: 'nat', packet: ip_hdr(skb) });
      if (verdict !== 'ACCEPT') {
        kfree_skb_reason(net, skb, 'nf_hook_slow', 'NETFILTER_DROP', `nat ${hook}`);
        return false;
      }
    }
    if (!isDone(ct.conn, manip)) nf_nat_alloc_null_binding(net, ct.conn, manip);
  }
  nf_nat_packet(state, ct, manip);
  return true;
}

const isDone = (conn: Conn, manip: Manip) => (manip === 'src' ? conn.srcDone : conn.dstDone);

function settle(conn: Conn, manip: Manip): void {
  if (manip === 'src') conn.srcDone = true;
  else conn.dstDone = true;
}

/** No rule wanted it: its address is kept, but a port that another connection has there is not. */
function nf_nat_alloc_null_binding(net: Net, conn: Conn, manip: Manip): void {
  const address = manip === 'src' ? conn.reply.dst : conn.reply.src;
  const kept = { ports: null, base: null, random: false, randomFully: false, persistent: false };
  setUp(net, conn, { low: address, high: address, ...kept }, manip);
}

/** nf_nat_setup_info: a NAT target has chosen a range; the connection's reply tuple tells the outcome. */
export function nf_nat_setup_info({ net, skb }: HookState, range: NatRange, manip: Manip): TargetVerdict {
  if (skb.ct) setUp(net, skb.ct.conn, range, manip);
  return 'ACCEPT';
}

/** An entry that is made already stays as it is: its next packet is asked the same again. */
function setUp(net: Net, conn: Conn, range: NatRange, manip: Manip): void {
  if (conn.confirmed) return;
  const current = invert(conn.reply);
  const taken = (tuple: Tuple) => net.conntrack.taken(invert(tuple), conn);
  const wanted =
    (manip === 'src' ? same_source(net, current, range, taken) : null) ??
    get_unique_tuple(net.env, current, range, manip, taken);
  if (!sameTuple(wanted, current)) {
    conn.reply = invert(wanted);
    if (manip === 'src') conn.srcNat = true;
    else conn.dstNat = true;
  }
  settle(conn, manip);
}

/** The first thing get_unique_tuple tries: to change nothing, else what the same source got before (find_appropriate_src). */
function same_source(
  net: Net,
  current: Tuple,
  range: NatRange,
  taken: (tuple: Tuple) => boolean,
): Tuple | null {
  if (range.random || range.randomFully) return null;
  const wanted = inRange(current, range) ? current : earlier(net, current, range);
  return wanted && !taken(wanted) ? wanted : null;
}

/** find_appropriate_src: the tuple with the source that an earlier connection got, if it may have it by this rule too. */
function earlier(net: Net, current: Tuple, range: NatRange): Tuple | undefined {
  return net.conntrack
    .bySource(current)
    .map(({ reply }): Tuple => {
      const { src, sport, icmp } = invert(reply);
      return {
        ...current,
        src,
        sport,
        icmp: current.icmp && icmp ? { ...current.icmp, id: icmp.id } : current.icmp,
      };
    })
    .find((tuple) => inRange(tuple, range));
}

/** get_unique_tuple: the wanted address, and a port (or ICMP id) nobody else has there. */
function get_unique_tuple(
  env: Env,
  current: Tuple,
  range: NatRange,
  manip: Manip,
  taken: (tuple: Tuple) => boolean,
): Tuple {
  const anyPort = range.random || range.randomFully;
  const moved = withAddress(current, manip, find_best_ips_proto(current, range));
  if (!anyPort && isFree(moved, range, manip, taken)) return moved;
  return nf_nat_l4proto_unique_tuple(env, moved, range, manip, taken);
}

/** nf_in_range: need nothing change? */
function inRange(tuple: Tuple, { low, high, ports }: NatRange): boolean {
  const fits = low === null || high === null || (tuple.src >= low && tuple.src <= high);
  return fits && (!ports || portFits(portOf(tuple, 'src'), ports));
}

/** Is the port already in its range, and nobody else's? A single port is taken without asking. */
function isFree(
  tuple: Tuple,
  { ports, base }: NatRange,
  manip: Manip,
  taken: (tuple: Tuple) => boolean,
): boolean {
  if (!ports) return !taken(tuple);
  if (base !== null || !portFits(portOf(tuple, manip), ports)) return false;
  return ports.low === ports.high || !taken(tuple);
}

const portFits = (port: number, { low, high }: { low: number; high: number }) => port >= low && port <= high;

/** Tries port after port, from a drawn one or, for a destination, from the first. Where all are taken it is left with the last one. */
function nf_nat_l4proto_unique_tuple(
  env: Env,
  tuple: Tuple,
  range: NatRange,
  manip: Manip,
  taken: (tuple: Tuple) => boolean,
): Tuple {
  const own = portOf(tuple, manip);
  if (!hasPorts(tuple) || (!range.ports && manip === 'dst' && !tuple.icmp)) return tuple;
  const { low, high } = range.ports ?? portRangeFor(own, tuple.icmp !== null);
  const size = high - low + 1;
  const drawn = range.random || range.randomFully || manip === 'src';
  let offset = range.base !== null ? own - range.base : drawn ? env.random() & 0xffff : 0;
  let attempts = Math.min(size, MAX_ATTEMPTS);
  let candidate = tuple;
  for (;;) {
    for (let tried = 0; tried < attempts; tried++, offset++) {
      candidate = withPort(tuple, manip, low + modulo(offset, size));
      if (!taken(candidate)) return candidate;
    }
    if (attempts >= size || attempts < FEW_ATTEMPTS) return candidate;
    attempts >>= 1;
    offset = env.random() & 0xffff;
  }
}

/** nf_nat_l4proto_unique_tuple knows what to vary. */
function hasPorts({ protocol, icmp }: Tuple): boolean {
  return icmp !== null || protocol === IPPROTO_UDP || protocol === IPPROTO_TCP;
}

/** The offset is a u16 of the kernel. */
const modulo = (offset: number, size: number) => (offset & 0xffff) % size;

/** A port keeps to its kind: low ones stay low. */
function portRangeFor(port: number, icmp: boolean): { low: number; high: number } {
  if (icmp) return { low: 0, high: 65535 };
  if (port < 512) return { low: 1, high: 511 };
  return port < 1024 ? { low: 600, high: 1023 } : { low: 1024, high: 65535 };
}

/** The address of a range a connection gets: always the same for the same two ends (with `persistent`, for the same client). */
function find_best_ips_proto(tuple: Tuple, { low, high, persistent }: NatRange): number | null {
  if (low === null || high === null || low === high) return low;
  const hash = jhash2([swap32(tuple.src), 0, 0, 0], persistent ? 0 : swap32(tuple.dst));
  return low + Number((BigInt(hash) * BigInt(high - low + 1)) >> 32n);
}

function withAddress(tuple: Tuple, manip: Manip, address: number | null): Tuple {
  if (address === null) return tuple;
  return manip === 'src' ? { ...tuple, src: address } : { ...tuple, dst: address };
}

/** What of a tuple stands for a port: the id of an ICMP message. */
function portOf({ icmp, sport, dport }: Tuple, manip: Manip): number {
  return icmp ? icmp.id : manip === 'src' ? sport : dport;
}

function withPort(tuple: Tuple, manip: Manip, port: number): Tuple {
  if (tuple.icmp) return { ...tuple, icmp: { ...tuple.icmp, id: port } };
  return manip === 'src' ? { ...tuple, sport: port } : { ...tuple, dport: port };
}

/** Is this half of a packet of this direction rewritten? The source of one direction is the destination of the other. */
function isTranslated(conn: Conn, dir: ConnInfo['dir'], manip: Manip): boolean {
  return (manip === 'src') === (dir === 'original') ? conn.srcNat : conn.dstNat;
}

/** A redirect is of no use to who sees other addresses; before it is sure that nobody does, none gets through. */
function isLostRedirect(skb: SkBuff, { conn }: ConnInfo): boolean {
  const { payload } = ip_hdr(skb);
  if (payload.layer !== 'icmp' || payload.type !== ICMP_REDIRECT) return false;
  if (!conn.srcDone || !conn.dstDone) return true;
  return isTranslated(conn, 'original', 'src') || isTranslated(conn, 'original', 'dst');
}

/** An ICMP error about a translated packet: its own address, and those in the header it quotes, are put back. */
function nf_nat_icmp_reply_translation(
  { net, skb, hook }: NatState,
  { conn, dir }: ConnInfo,
  manip: Manip,
): void {
  if (!isTranslated(conn, dir, manip)) return;
  const other = dir === 'original' ? conn.reply : conn.original;
  const before = ip_hdr(skb);
  const quoted = before.payload.layer === 'icmp' ? decodeQuoted(before.payload) : null;
  if (before.payload.layer !== 'icmp' || !quoted) return;
  const message = requote(before.payload, manip_pkt(quoted, other, manip === 'src' ? 'dst' : 'src'));
  const after = manip_pkt({ ...before, payload: message }, invert(other), manip);
  set_ip(skb, after);
  stage(net, skb, 'nf_nat_icmp_reply_translation', {
    kind: 'nat',
    hook,
    manip,
    from: endOf(before, manip),
    to: endOf(after, manip),
    key: conn.key,
    answers: dir === 'reply',
  });
}

/** nf_nat_packet: rewrites one half of the packet if its connection is translated on this side. */
function nf_nat_packet({ net, skb, hook }: NatState, { conn, dir }: ConnInfo, manip: Manip): void {
  if (!isTranslated(conn, dir, manip)) return;
  const target = invert(dir === 'original' ? conn.reply : conn.original);
  const before = ip_hdr(skb);
  const after = manip_pkt(before, target, manip);
  set_ip(skb, after);
  stage(net, skb, 'nf_nat_manip_pkt', {
    kind: 'nat',
    hook,
    manip,
    from: endOf(before, manip),
    to: endOf(after, manip),
    key: conn.key,
    answers: dir === 'reply',
  });
}

function manip_pkt(packet: Ipv4, target: Tuple, manip: Manip): Ipv4 {
  const address = manip === 'src' ? { src: target.src } : { dst: target.dst };
  return { ...packet, ...address, payload: manipPayload(packet.payload, target, manip) };
}

function manipPayload(payload: Ipv4['payload'], target: Tuple, manip: Manip): Ipv4['payload'] {
  if (payload.layer === 'udp' || payload.layer === 'tcp') {
    return { ...payload, ...(manip === 'src' ? { sport: target.sport } : { dport: target.dport }) };
  }
  if (payload.layer === 'icmp' && target.icmp && !isIcmpError(payload.type)) {
    return { ...payload, rest: ((target.icmp.id << 16) | (payload.rest & 0xffff)) >>> 0 } satisfies Icmp;
  }
  return payload;
}

function endOf({ src, dst, payload }: Ipv4, manip: Manip): string {
  const address = formatIpv4(manip === 'src' ? src : dst);
  if (payload.layer !== 'udp' && payload.layer !== 'tcp') return address;
  return `${address}:${manip === 'src' ? payload.sport : payload.dport}`;
}
