// net/netfilter/nf_nat_core.c: decides once per connection what is rewritten, and rewrites every packet of it.
import type { Tuple } from '../../trace/rows.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { decodeQuoted, type Icmp, isIcmpError, requote } from '../../wire/icmp.ts';
import { IPPROTO_TCP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import { ipt_do_table } from '../netfilter/ip_tables.ts';
import type { NatRange } from '../netfilter/nat_range.ts';
import type { HookState, TargetVerdict } from '../netfilter/types.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, set_ip } from '../skbuff.ts';
import type { Conn, ConnInfo } from './nf_conntrack_core.ts';
import { invert } from './tuple.ts';

/** Which half of a packet is rewritten; a hook does one of them. */
export type Manip = 'src' | 'dst';

/** Ports an address translation may choose from when the wanted one is taken. */
const PORT_MIN = 1024;
const PORT_MAX = 65535;
const ATTEMPTS = 128;

type NatState = Pick<HookState, 'net' | 'hook' | 'skb' | 'in' | 'out'>;

/** nf_nat_inet_fn: the nat table for a connection's first packet, the rewriting for all. */
export function nf_nat_inet_fn(state: NatState, manip: Manip): boolean {
  const { net, skb, hook } = state;
  const { ct } = skb;
  if (!ct) return true;
  if (ct.info === 'RELATED') {
    nf_nat_icmp_reply_translation(state, ct, manip);
    return true;
  }
  if (ct.info === 'NEW' && !isDone(ct.conn, manip)) {
    if (net.xtables.get('nat')) {
      const verdict = ipt_do_table({ ...state, table: 'nat', packet: ip_hdr(skb) });
      if (verdict !== 'ACCEPT') {
        kfree_skb_reason(net, skb, 'nf_hook_slow', 'NETFILTER_DROP', `nat ${hook}`);
        return false;
      }
    }
    // No rule wanted it: it is settled that nothing is rewritten (nf_nat_alloc_null_binding).
    if (!isDone(ct.conn, manip)) settle(ct.conn, manip);
  }
  nf_nat_packet(state, ct, manip);
  return true;
}

const isDone = (conn: Conn, manip: Manip) => (manip === 'src' ? conn.srcDone : conn.dstDone);

function settle(conn: Conn, manip: Manip): void {
  if (manip === 'src') conn.srcDone = true;
  else conn.dstDone = true;
}

/** nf_nat_setup_info: a NAT target has chosen a range; the connection's reply tuple tells the outcome. */
export function nf_nat_setup_info({ net, skb }: HookState, range: NatRange, manip: Manip): TargetVerdict {
  const conn = skb.ct?.conn;
  if (!conn) return 'ACCEPT';
  const current = invert(conn.reply);
  const wanted = uniqueTuple(net.env, current, range, manip, (tuple) =>
    net.conntrack.taken(invert(tuple), conn),
  );
  if (!wanted) return 'DROP';
  if (!sameTuple(wanted, current)) {
    conn.reply = invert(wanted);
    if (manip === 'src') conn.srcNat = true;
    else conn.dstNat = true;
  }
  settle(conn, manip);
  return 'ACCEPT';
}

/** get_unique_tuple: the wanted address, and a port (or ICMP id) nobody else has there. */
function uniqueTuple(
  env: HookState['net']['env'],
  current: Tuple,
  range: NatRange,
  manip: Manip,
  taken: (tuple: Tuple) => boolean,
): Tuple | null {
  const address = chooseAddress(env, range);
  const moved = address === null ? current : withAddress(current, manip, address);
  const first = range.ports ? withPort(moved, manip, range.ports.low) : moved;
  const fixed = range.ports !== null && range.ports.low === range.ports.high;
  if ((!range.random || fixed) && !taken(first)) return first;
  // Nothing but addresses tells connections of this protocol apart: it is taken, and the packet is lost when it is confirmed.
  if (!hasPorts(current)) return first;
  const { low, high } = range.ports ?? { low: PORT_MIN, high: PORT_MAX };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const candidate = withPort(moved, manip, low + (env.random() % (high - low + 1)));
    if (!taken(candidate)) return candidate;
  }
  return null;
}

/** nf_nat_l4proto_unique_tuple knows what to vary. */
function hasPorts({ protocol, icmp }: Tuple): boolean {
  return icmp !== null || protocol === IPPROTO_UDP || protocol === IPPROTO_TCP;
}

function chooseAddress(env: HookState['net']['env'], { low, high }: NatRange): number | null {
  if (low === null || high === null) return null;
  return low === high ? low : low + (env.random() % (high - low + 1));
}

function withAddress(tuple: Tuple, manip: Manip, address: number): Tuple {
  return manip === 'src' ? { ...tuple, src: address } : { ...tuple, dst: address };
}

function withPort(tuple: Tuple, manip: Manip, port: number): Tuple {
  if (tuple.icmp) return { ...tuple, icmp: { ...tuple.icmp, id: port } };
  return manip === 'src' ? { ...tuple, sport: port } : { ...tuple, dport: port };
}

function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.src === b.src &&
    a.dst === b.dst &&
    a.sport === b.sport &&
    a.dport === b.dport &&
    a.icmp?.id === b.icmp?.id
  );
}

/** Is this half of a packet of this direction rewritten? The source of one direction is the destination of the other. */
function isTranslated(conn: Conn, dir: ConnInfo['dir'], manip: Manip): boolean {
  return (manip === 'src') === (dir === 'original') ? conn.srcNat : conn.dstNat;
}

/** An ICMP error about a translated packet: its own address, and those in the header it quotes, are put back. */
function nf_nat_icmp_reply_translation({ net, skb }: NatState, { conn, dir }: ConnInfo, manip: Manip): void {
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
    manip,
    from: endOf(before, manip),
    to: endOf(after, manip),
    key: conn.key,
  });
}

/** nf_nat_packet: rewrites one half of the packet if its connection is translated on this side. */
function nf_nat_packet({ net, skb }: NatState, { conn, dir }: ConnInfo, manip: Manip): void {
  if (!isTranslated(conn, dir, manip)) return;
  const target = invert(dir === 'original' ? conn.reply : conn.original);
  const before = ip_hdr(skb);
  const after = manip_pkt(before, target, manip);
  set_ip(skb, after);
  stage(net, skb, 'nf_nat_manip_pkt', {
    kind: 'nat',
    manip,
    from: endOf(before, manip),
    to: endOf(after, manip),
    key: conn.key,
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
