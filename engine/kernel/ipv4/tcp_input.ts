// net/ipv4/tcp_input.c: a segment has come in for a socket; what it does to the connection.
import type { TcpState } from '../../trace/events.ts';
import { decodeTcpOptions, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type Tcp } from '../../wire/tcp.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import type { SkBuff } from '../skbuff.ts';
import { advance, before, type TcpSock } from './tcp.ts';
import { takeOptions, tcp_done, tcp_forget, tcp_wake } from './tcp_ipv4.ts';
import { tcp_oow_rate_limited } from './tcp_minisocks.ts';
import { endOf, tcp_push, tcp_send_ack, tcp_send_active_reset, tcp_send_fin } from './tcp_output.ts';
import { tcp_rearm_rto } from './tcp_timer.ts';

const MILLISECOND = 1000;
/** TCP_RTO_MIN: what a measured round trip of much less makes the timer. */
const RTO_MIN = 200 * MILLISECOND;
/** TCP_TIMEWAIT_LEN */
const TIMEWAIT = 60_000 * MILLISECOND;
/** TCP_DELACK_MIN: how long an acknowledgement may wait for data to go with. */
const DELACK = 40 * MILLISECOND;

/** tcp_rcv_state_process, with tcp_rcv_established in it. */
export function tcp_rcv_state_process(sock: TcpSock, skb: SkBuff, segment: Tcp): void {
  const { net } = sock;
  const was = sock.state;
  const reply = was === 'SYN_SENT' ? tcp_rcv_synsent(sock, segment) : tcp_rcv_synchronized(sock, segment);
  if (reply === 'TCP_INVALID_SEQUENCE' || reply === 'TCP_FLAGS') {
    const answered = reply === 'TCP_INVALID_SEQUENCE' && (segment.flags & TCP_RST) === 0;
    if (answered && !tcp_oow_rate_limited(sock, segment)) tcp_send_ack(sock);
    kfree_skb_reason(net, skb, 'tcp_validate_incoming', reply);
    return;
  }
  stage(net, skb, 'tcp_rcv_state_process', { kind: 'tcp', by: sock.by, was, state: sock.state });
  tcp_data_ready(sock, skb, segment, was);
  if (reply === 'ack') tcp_send_ack(sock);
  if (reply === 'delayed') delayAck(sock);
}

/** What is to be answered: an acknowledgement now, perhaps later, nothing; or the reason why the segment is not taken. */
type Reply = 'ack' | 'delayed' | 'none' | 'TCP_INVALID_SEQUENCE' | 'TCP_FLAGS';

/** tcp_rcv_synsent_state_process */
function tcp_rcv_synsent(sock: TcpSock, segment: Tcp): Reply {
  const acks = (segment.flags & TCP_ACK) !== 0 && segment.ack === sock.snd_nxt;
  if ((segment.flags & TCP_RST) !== 0) {
    if (!acks) return 'TCP_FLAGS';
    tcp_done(sock, 'ECONNREFUSED');
    return 'none';
  }
  if (!acks || (segment.flags & TCP_SYN) === 0) return 'TCP_FLAGS';
  takeOptions(sock, segment);
  sock.rcv_nxt = advance(segment.seq, 1);
  tcp_ack(sock, segment);
  sock.state = 'ESTABLISHED';
  return 'ack';
}

function tcp_rcv_synchronized(sock: TcpSock, segment: Tcp): Reply {
  const { flags, seq, payload } = segment;
  // Old or ahead of time: the other side is told what is expected (tcp_validate_incoming).
  if (seq !== sock.rcv_nxt) return 'TCP_INVALID_SEQUENCE';
  if ((flags & TCP_RST) !== 0) {
    tcp_done(sock, sock.state === 'TIME_WAIT' ? null : 'ECONNRESET');
    return 'none';
  }
  if ((flags & TCP_SYN) !== 0 || (flags & TCP_ACK) === 0) return 'TCP_FLAGS';
  takeTimestamp(sock, segment);
  tcp_ack(sock, segment);
  afterAck(sock);
  const length = payload.bytes.length;
  sock.rcv_nxt = advance(sock.rcv_nxt, length);
  if ((flags & TCP_FIN) === 0) return length > 0 ? 'ack' : 'none';
  return tcp_fin(sock);
}

function takeTimestamp(sock: TcpSock, { options }: Tcp): void {
  if (sock.timestamps) sock.ts_recent = decodeTcpOptions(options).timestamps?.value ?? sock.ts_recent;
}

/** tcp_ack: what the other side has need not be sent again. */
function tcp_ack(sock: TcpSock, { ack }: Tcp): void {
  const outstanding = sock.unacked.length;
  while (sock.unacked.length > 0 && !before(ack, endOf(sock.unacked[0]!))) sock.unacked.shift();
  if (sock.unacked.length === outstanding) return;
  sock.rto = RTO_MIN;
  sock.retries = 0;
  tcp_rearm_rto(sock);
}

/** The state a connection is in once everything sent is acknowledged. */
function afterAck(sock: TcpSock): void {
  if (sock.unacked.length > 0) return;
  switch (sock.state) {
    case 'SYN_RECV':
      sock.state = 'ESTABLISHED';
      break;
    case 'FIN_WAIT1':
      sock.state = 'FIN_WAIT2';
      break;
    case 'CLOSING':
      tcp_time_wait(sock);
      break;
    case 'LAST_ACK':
      tcp_done(sock, null);
      break;
    default:
      break;
  }
}

/** tcp_fin: the other side sends no more. */
function tcp_fin(sock: TcpSock): Reply {
  sock.rcv_nxt = advance(sock.rcv_nxt, 1);
  switch (sock.state) {
    case 'SYN_RECV':
    case 'ESTABLISHED':
      sock.state = 'CLOSE_WAIT';
      // Most processes close in their turn, so the answer waits for that.
      return 'delayed';
    case 'FIN_WAIT1':
      sock.state = 'CLOSING';
      return 'ack';
    case 'FIN_WAIT2':
      tcp_time_wait(sock);
      return 'ack';
    default:
      return 'ack';
  }
}

function tcp_time_wait(sock: TcpSock): void {
  sock.state = 'TIME_WAIT';
  sock.owned = false;
  sock.cancel?.();
  sock.cancel = sock.net.env.timer(TIMEWAIT, () => tcp_forget(sock));
}

/** Tells the process what has come: the connection, data, the end. */
function tcp_data_ready(sock: TcpSock, skb: SkBuff, { payload, flags }: Tcp, was: TcpState): void {
  const established = (was === 'SYN_SENT' || was === 'SYN_RECV') && sock.state !== was;
  if (established && sock.state !== 'CLOSE') tcp_wake(sock, () => sock.handler.connected?.());
  const { bytes } = payload;
  if (bytes.length > 0) {
    stage(sock.net, skb, 'tcp_data_queue', { kind: 'deliver', by: sock.by });
    tcp_wake(sock, () => sock.handler.received?.(bytes));
  }
  if ((flags & TCP_FIN) !== 0) tcp_wake(sock, () => sock.handler.finished?.());
}

/** tcp_send_delayed_ack: if nothing goes out that says so by the way. */
function delayAck(sock: TcpSock): void {
  const next = sock.snd_nxt;
  sock.net.env.timer(DELACK, () => {
    if (sock.snd_nxt === next && sock.state === 'CLOSE_WAIT') tcp_send_ack(sock);
  });
}

/** tcp_sendmsg: a process writes. */
export function tcp_sendmsg(sock: TcpSock, bytes: Uint8Array): void {
  if (sock.state === 'ESTABLISHED' || sock.state === 'CLOSE_WAIT') tcp_push(sock, bytes);
}

/** tcp_close: a process has no more to say, and does not listen any longer. */
export function tcp_close(sock: TcpSock): void {
  switch (sock.state) {
    case 'ESTABLISHED':
      sock.state = 'FIN_WAIT1';
      tcp_send_fin(sock);
      break;
    case 'CLOSE_WAIT':
      sock.state = 'LAST_ACK';
      tcp_send_fin(sock);
      break;
    case 'SYN_RECV':
      tcp_send_active_reset(sock);
      tcp_forget(sock);
      break;
    case 'SYN_SENT':
      tcp_forget(sock);
      break;
    default:
      break;
  }
  sock.owned = false;
  sock.handler = {};
}
