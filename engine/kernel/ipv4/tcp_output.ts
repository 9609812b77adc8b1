// net/ipv4/tcp_output.c: segments leave a socket, and are kept until the other side has them.
import { data } from '../../wire/data.ts';
import { IPPROTO_TCP, type Ipv4 } from '../../wire/ipv4.ts';
import {
  encodeTcpOptions,
  TCP_ACK,
  TCP_ECE,
  TCP_FIN,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
  type Tcp,
} from '../../wire/tcp.ts';
import type { Net } from '../net_namespace.ts';
import { hop } from '../report.ts';
import { alloc_skb, ROOT, type SkBuff } from '../skbuff.ts';
import { since } from '../version.ts';
import { ip_send } from './ip_output.ts';
import { ip_route_output_quiet } from './route.ts';
import { advance, type TcpSock, type Unacked } from './tcp.ts';
import { tcp_rearm_rto } from './tcp_timer.ts';

/** IPv4 and TCP header without options. */
const HEADERS = 40;
/** Octets that timestamps take in every segment. */
const TIMESTAMPS = 12;
/** By the 6 MB, since 6.16 32 MB, that a window may grow to (tcp_rmem). */
const windowScale = ({ version }: Net) => (since(version, 6, 16) ? 10 : 7);
/** The longest packet there is, octets. */
const MAX_LENGTH = 65_535;
/** net.ipv4.tcp_min_snd_mss */
const MIN_SND_MSS = 48;
/** Windows as Linux announces them with default buffers: in a SYN, in a SYN-ACK, and scaled afterwards. */
const WINDOW = { syn: 64_240, synack: 65_160, scaled: 502 };
/** What may be said besides sequence numbers when a segment is sent. */
interface Sending {
  readonly seq: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** net/ipv4/tcp.c tcp_mss_to_mtu, backwards: the largest segment a path takes. */
export function tcp_advertised_mss(net: Net, daddr: number): number {
  const dst = ip_route_output_quiet(net, daddr);
  return Math.min(dst.kind === 'output' ? dst.mtu : 576, MAX_LENGTH) - HEADERS;
}

/** __tcp_transmit_skb: one segment goes to IP. False: there is no way. */
export function tcp_transmit_skb(sock: TcpSock, { seq, flags, bytes }: Sending): boolean {
  const { net, saddr, sport, daddr, dport } = sock;
  const syn = (flags & TCP_SYN) !== 0;
  const stamp = (Math.floor(net.env.now() / 1000) + 1) >>> 0;
  const segment: Tcp = {
    layer: 'tcp',
    sport,
    dport,
    seq,
    ack: (flags & TCP_ACK) === 0 ? 0 : sock.rcv_nxt,
    flags,
    window: syn ? ((flags & TCP_ACK) === 0 ? WINDOW.syn : WINDOW.synack) : WINDOW.scaled,
    options: encodeTcpOptions({
      mss: syn ? tcp_advertised_mss(net, daddr) : null,
      sackPermitted: syn && sock.sack,
      windowScale: syn && sock.scaling ? windowScale(net) : null,
      timestamps: sock.timestamps ? { value: stamp, echo: sock.ts_recent } : null,
    }),
    payload: data(bytes),
  };
  const packet: Ipv4 = {
    layer: 'ipv4',
    tos: 0,
    // ip_build_and_send_pkt: what may not be cut needs no name.
    id: syn && (flags & TCP_ACK) !== 0 ? 0 : net.env.random() & 0xffff,
    df: true,
    mf: false,
    fragment: 0,
    ttl: net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_TCP,
    src: saddr,
    dst: daddr,
    payload: segment,
  };
  const skb = alloc_skb(net.env.nextSkb(), packet);
  skb.hash = sock.txhash;
  skb.uid = sock.owned ? ROOT : null;
  skb.request = sock.state === 'SYN_RECV' && syn;
  return tcp_queue_xmit(sock, skb);
}

/** A segment that answers one that came in belongs to its hop; one that a process or a timer sends begins a hop. */
function tcp_queue_xmit({ net, by, saddr, daddr, cause }: TcpSock, skb: SkBuff): boolean {
  const flow = { daddr, saddr, oif: null };
  if (net.env.rec.inHop) return ip_send(net, skb, flow) === null;
  let sent = false;
  hop(net, null, skb, '__tcp_transmit_skb', cause, { kind: 'send', by }, () => {
    sent = ip_send(net, skb, flow) === null;
  });
  return sent;
}

/** A segment that has to be acknowledged: it occupies sequence numbers and is sent again if need be. */
function tcp_queue(sock: TcpSock, flags: number, bytes: Uint8Array): boolean {
  const unacked: Unacked = { seq: sock.snd_nxt, flags, bytes };
  sock.unacked.push(unacked);
  sock.snd_nxt = endOf(unacked);
  if (sock.unacked.length === 1) tcp_rearm_rto(sock);
  return tcp_transmit_skb(sock, unacked);
}

/** Sequence number behind a segment; SYN and FIN take one each. */
export function endOf({ seq, flags, bytes }: Unacked): number {
  return advance(seq, bytes.length + ((flags & (TCP_SYN | TCP_FIN)) === 0 ? 0 : 1));
}

export function tcp_send_syn(sock: TcpSock): boolean {
  return tcp_queue(sock, TCP_SYN, EMPTY);
}

export function tcp_send_synack(sock: TcpSock): void {
  tcp_queue(sock, TCP_SYN | TCP_ACK | (sock.ecn ? TCP_ECE : 0), EMPTY);
}

export function tcp_send_ack(sock: TcpSock): void {
  tcp_transmit_skb(sock, { seq: sock.snd_nxt, flags: TCP_ACK, bytes: EMPTY });
}

export function tcp_send_fin(sock: TcpSock): void {
  tcp_queue(sock, TCP_FIN | TCP_ACK, EMPTY);
}

/** tcp_retransmit_skb: the oldest segment nobody has acknowledged. */
export function tcp_retransmit_skb(sock: TcpSock): void {
  const [oldest] = sock.unacked;
  if (oldest) tcp_transmit_skb(sock, oldest);
}

/** tcp_simple_retransmit: all that is outstanding, cut to what the path takes now. */
export function tcp_simple_retransmit(sock: TcpSock): void {
  const room = roomOf(sock);
  const outstanding = sock.unacked.splice(0).flatMap((segment) => tcp_fragment(segment, room));
  sock.unacked.push(...outstanding);
  for (const segment of outstanding) tcp_transmit_skb(sock, segment);
}

/** tcp_fragment: a segment in pieces, the last of which has its flags. */
function tcp_fragment({ seq, flags, bytes }: Unacked, room: number): Unacked[] {
  if (bytes.length <= room) return [{ seq, flags, bytes }];
  const pieces: Unacked[] = [];
  for (let at = 0; at < bytes.length; at += room) {
    const last = at + room >= bytes.length;
    pieces.push({
      seq: advance(seq, at),
      flags: last ? flags : flags & ~(TCP_PSH | TCP_FIN),
      bytes: bytes.slice(at, at + room),
    });
  }
  return pieces;
}

/** Octets of data that one segment may have now (tcp_current_mss). */
function roomOf(sock: TcpSock): number {
  const mss = Math.min(sock.mss, tcp_advertised_mss(sock.net, sock.daddr));
  return Math.max(mss, MIN_SND_MSS) - (sock.timestamps ? TIMESTAMPS : 0);
}

/** Everything a process wrote, in segments the path and the other side take; the last one is pushed. */
export function tcp_push(sock: TcpSock, bytes: Uint8Array): void {
  const room = roomOf(sock);
  for (let at = 0; at < bytes.length; at += room) {
    const last = at + room >= bytes.length;
    tcp_queue(sock, TCP_ACK | (last ? TCP_PSH : 0), bytes.slice(at, at + room));
  }
}

/** tcp_send_active_reset: the connection is given up at once. */
export function tcp_send_active_reset(sock: TcpSock): void {
  tcp_transmit_skb(sock, { seq: sock.snd_nxt, flags: TCP_RST | TCP_ACK, bytes: EMPTY });
}
