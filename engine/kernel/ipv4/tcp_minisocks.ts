// net/ipv4/tcp_minisocks.c: what comes for a connection of which there is only a SYN so far.
import { TCP_ACK, TCP_RST, TCP_SYN, type Tcp } from '../../wire/tcp.ts';
import { advance, before, type TcpSock } from './tcp.ts';
import { tcp_forget } from './tcp_ipv4.ts';
import { tcp_retransmit_skb, tcp_send_ack } from './tcp_output.ts';

/** net.ipv4.tcp_invalid_ratelimit, microseconds: two ends that do not agree must not answer each other for ever. */
const INVALID_RATELIMIT = 500_000;
/** What may be on its way to us before we have said more. */
const WINDOW = 65_160;

/** tcp_oow_rate_limited: what has data in it is always answered. */
export function tcp_oow_rate_limited(sock: TcpSock, { payload, flags }: Tcp): boolean {
  if (payload.bytes.length > 0 && (flags & TCP_SYN) === 0) return false;
  const now = sock.net.env.now();
  const last = sock.last_oow_ack_time;
  if (last !== null && now - last < INVALID_RATELIMIT) return true;
  sock.last_oow_ack_time = now;
  return false;
}

/** Who takes the segment: the connection (it is one now, or was already), the listener it began with, or nobody; `reset`: its sender is told. */
export type TcpTaker = 'socket' | 'listener' | 'nobody' | 'reset';

/** tcp_check_req */
export function tcp_check_req(sock: TcpSock, segment: Tcp): TcpTaker {
  if (sock.state !== 'SYN_RECV') return 'socket';
  const { seq, ack } = segment;
  const flags = segment.flags & (TCP_RST | TCP_SYN | TCP_ACK);
  const again = advance(seq, 1) === sock.rcv_nxt;
  if (again && flags === TCP_SYN) {
    if (!tcp_oow_rate_limited(sock, segment)) tcp_retransmit_skb(sock);
    return 'nobody';
  }
  if ((flags & TCP_ACK) !== 0 && ack !== sock.snd_nxt) return 'listener';
  if (!inWindow(sock, segment)) {
    if ((flags & TCP_RST) === 0 && !tcp_oow_rate_limited(sock, segment)) tcp_send_ack(sock);
    return 'nobody';
  }
  if ((flags & TCP_RST) !== 0 || ((flags & TCP_SYN) !== 0 && !again)) {
    tcp_forget(sock);
    return (flags & TCP_RST) === 0 ? 'reset' : 'nobody';
  }
  return (flags & TCP_ACK) === 0 ? 'nobody' : 'socket';
}

/** tcp_in_window */
function inWindow({ rcv_nxt }: TcpSock, { seq, flags, payload }: Tcp): boolean {
  const end = advance(seq, payload.bytes.length + ((flags & TCP_SYN) === 0 ? 0 : 1));
  if (seq === rcv_nxt) return true;
  const most = advance(rcv_nxt, WINDOW);
  return (before(rcv_nxt, end) && before(seq, most)) || (seq === most && seq === end);
}
