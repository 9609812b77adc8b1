// net/netfilter/nf_conntrack_core.c: which connection a packet belongs to.
import type { ConntrackRow, TcpConntrackState, Tuple } from '../../trace/rows.ts';
import { decodeQuoted, isIcmpError } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP } from '../../wire/ipv4.ts';
import type { Tcp } from '../../wire/tcp.ts';
import type { Net } from '../net_namespace.ts';
import type { HookState } from '../netfilter/types.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import type { RowTable } from '../row_table.ts';
import { ip_hdr, type SkBuff } from '../skbuff.ts';
import { since } from '../version.ts';
import {
  NO_MEMORY,
  nf_conntrack_tcp_packet,
  type TcpMemory,
  tcp_begin,
  tcp_error,
  tcp_new,
  tcp_timeout,
} from './nf_conntrack_proto_tcp.ts';
import { BY_SOURCE, BY_TUPLE, beginsConnection, invert, tupleKey, tupleOf } from './tuple.ts';
import { TupleTable } from './tuple_table.ts';

const SECOND = 1_000_000;
const ICMP_TIMEOUT = 30 * SECOND;
const UDP_TIMEOUT = 30 * SECOND;
const UDP_TIMEOUT_STREAM = 120 * SECOND;
const GENERIC_TIMEOUT = 600 * SECOND;
/** nf_conntrack_proto_udp.c: a flow that lasts longer than this is a stream. */
const UDP_STREAM_AFTER = 2 * SECOND;

export type Direction = 'original' | 'reply';

/** struct nf_conn. */
export interface Conn {
  readonly key: string;
  readonly original: Tuple;
  reply: Tuple;
  confirmed: boolean;
  /** proto.tcp.state; null for other protocols. */
  tcp: TcpConntrackState | null;
  memory: TcpMemory;
  seenReply: boolean;
  assured: boolean;
  /** IPS_SRC_NAT, IPS_DST_NAT: this part of the packets is rewritten. */
  srcNat: boolean;
  dstNat: boolean;
  /** IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE: it is settled whether it is. */
  srcDone: boolean;
  dstDone: boolean;
  mark: number;
  readonly begun: number;
  expires: number;
}

/** skb->_nfct with enum ip_conntrack_info. */
export interface ConnInfo {
  readonly conn: Conn;
  readonly info: 'NEW' | 'ESTABLISHED' | 'RELATED';
  readonly dir: Direction;
}

export class Conntrack {
  readonly rows: RowTable<'conntrack'>;
  private readonly net: Net;
  private readonly hash = new TupleTable<{ readonly conn: Conn; readonly dir: Direction }>(BY_TUPLE);
  private readonly sources = new TupleTable<Set<Conn>>(BY_SOURCE);

  constructor(net: Net, rows: RowTable<'conntrack'>) {
    this.net = net;
    this.rows = rows;
  }

  /** nf_conntrack_find_get: an entry that has run out is gone. */
  find(tuple: Tuple): { conn: Conn; dir: Direction } | undefined {
    const found = this.hash.get(tuple);
    if (!found || found.conn.expires > this.net.env.now()) return found;
    this.remove(found.conn);
    return undefined;
  }

  /** Is a tuple taken by another connection (nf_nat_used_tuple)? */
  taken(tuple: Tuple, by: Conn): boolean {
    const found = this.find(tuple);
    return found !== undefined && found.conn !== by;
  }

  /** nf_nat_bysource: the connections that one source has begun from one port, the latest first. */
  bySource(tuple: Tuple): Conn[] {
    return [...(this.sources.get(tuple) ?? [])].reverse();
  }

  insert(conn: Conn): void {
    conn.confirmed = true;
    this.hash.set(conn.original, { conn, dir: 'original' });
    this.hash.set(conn.reply, { conn, dir: 'reply' });
    const known = this.sources.get(conn.original);
    if (known) known.add(conn);
    else this.sources.set(conn.original, new Set([conn]));
    this.write(conn);
  }

  /** The row of an entry as it now stands; one that is not made yet, or was killed, has none. */
  write(conn: Conn): void {
    const known = this.hash.get(conn.original)?.conn === conn;
    if (known) this.rows.set(conn.key, rowOf(conn));
  }

  /** nf_ct_kill */
  remove(conn: Conn): void {
    this.hash.delete(conn.original);
    this.hash.delete(conn.reply);
    const known = this.sources.get(conn.original);
    known?.delete(conn);
    if (known?.size === 0) this.sources.delete(conn.original);
    this.rows.delete(conn.key);
  }
}

function rowOf(conn: Conn): ConntrackRow {
  const { original, reply, tcp, seenReply, assured, mark, expires } = conn;
  return { original, reply, tcp, seenReply, assured, mark, expires };
}

type TrackState = Pick<HookState, 'net' | 'skb' | 'hook'>;

/** nf_conntrack_in, on PREROUTING and OUTPUT. */
export function nf_conntrack_in(state: TrackState): boolean {
  const { net, skb, hook } = state;
  // Seen before (over lo), or nobody in this namespace needs connections.
  if (skb.ct && hook === 'OUTPUT') reportAttached(state, skb.ct);
  if (skb.ct || !net.xtables.tracks) return true;
  if (skb.untracked) {
    report(state, 'untracked', 'UNTRACKED', null, null);
    return true;
  }
  const packet = ip_hdr(skb);
  if (packet.payload.layer === 'icmp' && isIcmpError(packet.payload.type)) {
    nf_conntrack_inet_error(state);
    return true;
  }
  const tuple = tupleOf(packet);
  if (!tuple) {
    report(state, 'invalid', 'INVALID', null, null);
    return true;
  }
  const segment = packet.payload.layer === 'tcp' ? packet.payload : null;
  if (segment && tcp_error(segment)) report(state, 'invalid', 'INVALID', null, tuple);
  else resolve_normal_ct(state, tuple, segment);
  return true;
}

function resolve_normal_ct(state: TrackState, tuple: Tuple, segment: Tcp | null): void {
  const { net, skb } = state;
  const found = net.conntrack.find(tuple);
  if (!found) {
    init_conntrack(state, tuple, segment);
    return;
  }
  const { conn, dir } = found;
  const verdict = segment ? handleSegment(net, conn, dir, segment) : 'accept';
  if (verdict === 'again') {
    init_conntrack(state, tuple, segment);
    return;
  }
  if (verdict === 'invalid') {
    report(state, 'invalid', 'INVALID', null, tuple);
    return;
  }
  const info = dir === 'reply' || conn.seenReply ? 'ESTABLISHED' : 'NEW';
  skb.ct = { conn, dir, info };
  // A datagram's entry lives on as it was before this one: the first reply does not make it a stream yet.
  if (!segment) refresh(net, conn);
  if (dir === 'reply') conn.seenReply = true;
  net.conntrack.write(conn);
  report(state, 'found', info, conn.key, dir === 'reply' ? conn.reply : conn.original);
}

/** nf_conntrack_handle_packet for TCP: moves the entry to its next state. */
function handleSegment(net: Net, conn: Conn, dir: Direction, segment: Tcp): 'accept' | 'invalid' | 'again' {
  const { seenReply, memory } = conn;
  const known = { state: conn.tcp ?? 'SYN_SENT', dir, seenReply, memory } as const;
  const verdict = nf_conntrack_tcp_packet(known, segment);
  switch (verdict.kind) {
    case 'invalid':
      return 'invalid';
    case 'reopen':
      net.conntrack.remove(conn);
      return 'again';
    case 'kill':
      net.conntrack.remove(conn);
      return 'accept';
    case 'ignore':
      conn.memory = verdict.memory;
      return 'accept';
    case 'state':
      conn.tcp = verdict.state;
      conn.memory = verdict.memory;
      conn.assured ||= verdict.assured;
      conn.expires = net.env.now() + tcp_timeout(verdict.state, false);
      return 'accept';
  }
}

function init_conntrack(state: TrackState, tuple: Tuple, segment: Tcp | null): void {
  const { net, skb } = state;
  const tcp = segment ? tcp_new(segment) : null;
  if (!beginsConnection(tuple) || (segment && tcp === null)) {
    report(state, 'invalid', 'INVALID', null, tuple);
    return;
  }
  const conn: Conn = {
    key: tupleKey(tuple),
    original: tuple,
    reply: invert(tuple),
    confirmed: false,
    tcp,
    memory: segment ? tcp_begin(segment) : NO_MEMORY,
    seenReply: false,
    assured: false,
    srcNat: false,
    dstNat: false,
    srcDone: false,
    dstDone: false,
    mark: 0,
    begun: net.env.now(),
    expires: net.env.now() + (tcp ? tcp_timeout(tcp, false) : timeout(tuple.protocol, false)),
  };
  skb.ct = { conn, dir: 'original', info: 'NEW' };
  report(state, 'new', 'NEW', conn.key, tuple);
}

/** nf_conntrack_tcp_set_closing: since 6.3 a REJECT by a reset closes the connection for conntrack, too. */
export function nf_ct_set_closing(net: Net, { ct }: SkBuff): void {
  if (!ct || ct.conn.tcp === null || !since(net.version, 6, 3)) return;
  ct.conn.tcp = 'CLOSE';
  ct.conn.expires = net.env.now() + tcp_timeout('CLOSE', false);
  net.conntrack.write(ct.conn);
}

/** nf_conntrack_attach: what this host says about a packet belongs to its connection, be that known yet or not. */
export function nf_conntrack_attach(skb: SkBuff, { ct }: SkBuff): void {
  if (ct) skb.ct = { conn: ct.conn, info: 'RELATED', dir: ct.dir === 'original' ? 'reply' : 'original' };
}

/** nf_conntrack_inet_error: an error belongs to the connection of the packet it quotes. */
function nf_conntrack_inet_error(state: TrackState): void {
  const { net, skb } = state;
  const { payload } = ip_hdr(skb);
  const quoted = payload.layer === 'icmp' ? decodeQuoted(payload) : null;
  const tuple = quoted ? tupleOf(quoted) : null;
  const found = tuple ? net.conntrack.find(invert(tuple)) : undefined;
  // Who gets the error has to be who sent what it is about.
  const sender = found?.dir === 'original' ? found.conn.original.dst : found?.conn.reply.dst;
  if (!found || sender !== ip_hdr(skb).dst) {
    report(state, 'invalid', 'INVALID', null, tuple);
    return;
  }
  skb.ct = { conn: found.conn, dir: found.dir, info: 'RELATED' };
  report(state, 'related', 'RELATED', found.conn.key, tuple);
}

/** nf_ct_refresh: the entry lives on; a UDP flow that lasts is a stream, and assured. */
function refresh(net: Net, conn: Conn): void {
  const now = net.env.now();
  const stream =
    conn.original.protocol === IPPROTO_UDP && conn.seenReply && now - conn.begun > UDP_STREAM_AFTER;
  if (stream) conn.assured = true;
  conn.expires = now + timeout(conn.original.protocol, stream);
}

function timeout(protocol: number, stream: boolean): number {
  if (protocol === IPPROTO_ICMP) return ICMP_TIMEOUT;
  if (protocol === IPPROTO_UDP) return stream ? UDP_TIMEOUT_STREAM : UDP_TIMEOUT;
  return GENERIC_TIMEOUT;
}

/** __nf_conntrack_confirm, last on INPUT and POSTROUTING: the first packet has got through, the entry is made. */
export function nf_conntrack_confirm({ net, skb, hook }: TrackState): boolean {
  const { ct } = skb;
  if (ct?.info !== 'NEW' || ct.conn.confirmed) return true;
  if ([ct.conn.original, ct.conn.reply].some((tuple) => net.conntrack.taken(tuple, ct.conn))) {
    kfree_skb_reason(net, skb, '__nf_conntrack_confirm', 'NETFILTER_DROP', 'connection clash');
    return false;
  }
  net.conntrack.insert(ct.conn);
  stage(net, skb, '__nf_conntrack_confirm', {
    kind: 'conntrack',
    hook,
    action: 'confirm',
    state: 'NEW',
    key: ct.conn.key,
    tuple: ct.conn.original,
  });
  return true;
}

/** What was attached when it was made is told where other packets are looked up. */
function reportAttached(state: TrackState, { conn, dir }: ConnInfo): void {
  const tuple = dir === 'original' ? conn.reply : conn.original;
  report(state, 'related', 'RELATED', conn.confirmed ? conn.key : null, tuple);
}

function report(
  { net, skb, hook }: TrackState,
  action: 'new' | 'found' | 'related' | 'invalid' | 'untracked',
  state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED',
  key: string | null,
  tuple: Tuple | null,
): void {
  stage(net, skb, 'nf_conntrack_in', { kind: 'conntrack', hook, action, state, key, tuple });
}
