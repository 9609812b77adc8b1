// net/ipv4/tcp_ipv4.c: segments find their socket; connections begin and end.

import { data } from '../../wire/data.ts';
import { decodeQuoted, type Icmp } from '../../wire/icmp.ts';
import { IPPROTO_TCP, type Ipv4 } from '../../wire/ipv4.ts';
import {
  decodeTcpOptions,
  TCP_ACK,
  TCP_CWR,
  TCP_ECE,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
  type Tcp,
} from '../../wire/tcp.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { alloc_skb, ROOT, type SkBuff } from '../skbuff.ts';
import { since } from '../version.ts';
import type { SocketError } from './icmp_err_convert.ts';
import { icmp_err_convert, route_error } from './icmp_err_convert.ts';
import { ip_send } from './ip_output.ts';
import { ip_route_output_quiet, is_broadcast } from './route.ts';
import { advance, before, type TcpHandler, type TcpListener, type TcpSock } from './tcp.ts';
import { tcp_rcv_state_process } from './tcp_input.ts';
import { tcp_check_req } from './tcp_minisocks.ts';
import { tcp_advertised_mss, tcp_send_syn, tcp_send_synack, tcp_simple_retransmit } from './tcp_output.ts';

const SECOND = 1_000_000;
/** TCP_TIMEOUT_INIT (RFC 6298) */
const RTO_INIT = SECOND;
/** A process is woken and runs, microseconds. */
const WAKE_DELAY = 30;
const DEFAULT_MSS = 536;
/** A SYN that asks for explicit congestion notification. */
const ECN_SETUP = TCP_ECE | TCP_CWR;

function newSock(net: Net, by: string, ends: Pick<TcpSock, 'saddr' | 'sport' | 'daddr' | 'dport'>): TcpSock {
  return {
    net,
    by,
    ...ends,
    state: 'CLOSE',
    handler: {},
    snd_nxt: net.env.random(),
    rcv_nxt: 0,
    mss: DEFAULT_MSS,
    timestamps: true,
    ts_recent: 0,
    sack: true,
    scaling: true,
    ecn: false,
    unacked: [],
    rto: RTO_INIT,
    retries: 0,
    cancel: null,
    owned: true,
    cause: -1,
    last_oow_ack_time: null,
    txhash: net.env.random(),
  };
}

/** tcp_v4_connect: a port and a source are chosen, a SYN goes out; or there is no way at all. */
export function tcp_v4_connect(
  net: Net,
  by: string,
  to: { readonly daddr: number; readonly dport: number },
  handler: TcpHandler,
): TcpSock | SocketError {
  const dst = ip_route_output_quiet(net, to.daddr);
  if (dst.kind === 'error') return route_error(dst.errno);
  const saddr = dst.kind === 'output' ? dst.saddr : 0;
  const sport = net.tcp.ephemeralPort(net.env.random, to.daddr, to.dport, saddr);
  const sock = newSock(net, by, { saddr, sport, ...to });
  sock.handler = handler;
  sock.state = 'SYN_SENT';
  net.tcp.hash(sock);
  tcp_send_syn(sock);
  return sock;
}

/** tcp_v4_rcv: the connection a segment belongs to, else a listener, else nobody. */
export function tcp_v4_rcv(dev: NetDevice, skb: SkBuff, packet: Ipv4, segment: Tcp): void {
  const { net } = dev;
  if (skb.type !== 'HOST') {
    kfree_skb_reason(net, skb, 'tcp_v4_rcv', 'OTHERHOST');
    return;
  }
  const sock = net.tcp.find(packet.dst, segment.dport, packet.src, segment.sport);
  const taker = sock && !reopens(sock, segment) ? tcp_check_req(sock, segment) : 'listener';
  if (taker === 'socket') {
    tcp_rcv_state_process(sock!, skb, segment);
    return;
  }
  if (taker !== 'listener') {
    if (taker === 'reset') tcp_v4_send_reset(net, skb, packet, segment, 'listener');
    kfree_skb_reason(net, skb, 'tcp_check_req', 'TCP_INVALID_SEQUENCE');
    return;
  }
  const listener = net.tcp.listener(packet.dst, segment.dport);
  if (listener) tcp_v4_conn_request(net, listener, skb, packet, segment);
  else {
    tcp_v4_send_reset(net, skb, packet, segment, null);
    kfree_skb_reason(net, skb, 'tcp_v4_rcv', 'NO_SOCKET', `tcp ${segment.dport}`);
  }
}

/** tcp_timewait_state_process: a new SYN may take the place of a connection that only waits to be forgotten. */
function reopens(sock: TcpSock, { flags, seq }: Tcp): boolean {
  const fresh = sock.state === 'TIME_WAIT' && flags === TCP_SYN && before(sock.rcv_nxt, seq);
  if (fresh) tcp_forget(sock);
  return fresh;
}

/** tcp_conn_request: a SYN to a listener begins a connection; what else comes there is answered with a reset. */
function tcp_v4_conn_request(net: Net, listener: TcpListener, skb: SkBuff, packet: Ipv4, segment: Tcp): void {
  if ((segment.flags & TCP_RST) !== 0) {
    kfree_skb_reason(net, skb, 'tcp_rcv_state_process', 'TCP_FLAGS');
    return;
  }
  if ((segment.flags & TCP_ACK) !== 0) {
    tcp_v4_send_reset(net, skb, packet, segment, 'listener');
    kfree_skb_reason(net, skb, 'tcp_rcv_state_process', 'TCP_FLAGS');
    return;
  }
  if ((segment.flags & TCP_SYN) === 0 || (segment.flags & TCP_FIN) !== 0) {
    kfree_skb_reason(net, skb, 'tcp_rcv_state_process', 'TCP_FLAGS');
    return;
  }
  if (is_broadcast(skb.dst)) {
    kfree_skb_reason(net, skb, 'tcp_conn_request', 'NOT_SPECIFIED', 'broadcast');
    return;
  }
  const ends = { saddr: packet.dst, sport: segment.dport, daddr: packet.src, dport: segment.sport };
  const sock = newSock(net, listener.by, ends);
  takeOptions(sock, segment);
  sock.ecn = (segment.flags & ECN_SETUP) === ECN_SETUP;
  sock.rcv_nxt = advance(segment.seq, 1);
  sock.owned = false;
  sock.state = 'SYN_RECV';
  sock.handler = {
    connected: () => {
      sock.owned = true;
      sock.handler = listener.accept(sock);
    },
  };
  net.tcp.hash(sock);
  stage(net, skb, 'tcp_conn_request', { kind: 'tcp', by: listener.by, was: 'LISTEN', state: 'SYN_RECV' });
  tcp_send_synack(sock);
}

/** What a SYN says about how the other side will speak. */
export function takeOptions(sock: TcpSock, segment: Tcp): void {
  const { mss, timestamps, sackPermitted, windowScale } = decodeTcpOptions(segment.options);
  sock.mss = Math.min(mss ?? DEFAULT_MSS, tcp_advertised_mss(sock.net, sock.daddr));
  sock.timestamps = timestamps !== null;
  sock.ts_recent = timestamps?.value ?? 0;
  sock.sack = sackPermitted;
  sock.scaling = windowScale !== null;
}

/** tcp_v4_send_reset: nobody here knows the connection (RFC 9293 3.5.2). Since 6.13 a listener's resets have its owner. */
function tcp_v4_send_reset(net: Net, skb: SkBuff, packet: Ipv4, segment: Tcp, by: 'listener' | null): void {
  if ((segment.flags & TCP_RST) !== 0 || is_broadcast(skb.dst)) return;
  const answersAck = (segment.flags & TCP_ACK) !== 0;
  const length =
    segment.payload.bytes.length +
    ((segment.flags & TCP_SYN) === 0 ? 0 : 1) +
    ((segment.flags & TCP_FIN) === 0 ? 0 : 1);
  const reset: Tcp = {
    layer: 'tcp',
    sport: segment.dport,
    dport: segment.sport,
    seq: answersAck ? segment.ack : 0,
    ack: answersAck ? 0 : advance(segment.seq, length),
    flags: answersAck ? TCP_RST : TCP_RST | TCP_ACK,
    window: 0,
    options: new Uint8Array(0),
    payload: data(new Uint8Array(0)),
  };
  const reply: Ipv4 = {
    layer: 'ipv4',
    tos: packet.tos & ~0x03,
    id: 0,
    df: true,
    mf: false,
    fragment: 0,
    ttl: net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_TCP,
    src: packet.dst,
    dst: packet.src,
    payload: reset,
  };
  const answer = alloc_skb(net.env.nextSkb(), reply);
  if (by === 'listener' && since(net.version, 6, 13)) answer.uid = ROOT;
  ip_send(net, answer, { daddr: packet.src, saddr: packet.dst, oif: null });
}

/** tcp_v4_err: an ICMP error about a segment of ours. Only a connection that is being opened ends by it. */
export function tcp_v4_err(net: Net, message: Icmp): boolean {
  const quoted = decodeQuoted(message);
  if (quoted?.payload.layer !== 'tcp') return false;
  const sock = net.tcp.find(quoted.src, quoted.payload.sport, quoted.dst, quoted.payload.dport);
  if (!sock) return false;
  const error = icmp_err_convert(message)?.errno ?? null;
  if (error && (sock.state === 'SYN_SENT' || sock.state === 'SYN_RECV')) tcp_done(sock, error);
  return true;
}

/** tcp_v4_mtu_reduced: what was sent in pieces too large is sent again in smaller ones. */
export function tcp_mtu_reduced(net: Net, quoted: Ipv4, { sport, dport }: Tcp): void {
  const sock = net.tcp.find(quoted.src, sport, quoted.dst, dport);
  if (sock && sock.state !== 'SYN_SENT') tcp_simple_retransmit(sock);
}

/** The process hears of something, a moment later. */
export function tcp_wake(sock: TcpSock, work: () => void): void {
  const { env } = sock.net;
  const cause = env.rec.last;
  env.defer(WAKE_DELAY, () => {
    sock.cause = cause;
    work();
  });
}

/** tcp_done: the connection is over, by an error if there is one. */
export function tcp_done(sock: TcpSock, error: SocketError | null): void {
  tcp_forget(sock);
  sock.state = 'CLOSE';
  const { handler } = sock;
  if (error) tcp_wake(sock, () => handler.failed?.(error));
}

export function tcp_forget(sock: TcpSock): void {
  sock.cancel?.();
  sock.cancel = null;
  sock.unacked.length = 0;
  sock.net.tcp.unhash(sock);
}
