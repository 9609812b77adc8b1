// net/ipv4/tcp_timer.c: what is not acknowledged in time is sent again, each time after a longer wait.
import { since } from '../version.ts';
import type { TcpSock } from './tcp.ts';
import { tcp_done } from './tcp_ipv4.ts';
import { tcp_retransmit_skb } from './tcp_output.ts';

const SECOND = 1_000_000;
/** TCP_RTO_MAX */
const RTO_MAX = 120 * SECOND;
/** net.ipv4.tcp_retries2 */
const RETRIES = 15;

/** tcp_rearm_rto: nothing outstanding, no timer. */
export function tcp_rearm_rto(sock: TcpSock): void {
  sock.cancel?.();
  sock.cancel =
    sock.unacked.length === 0 ? null : sock.net.env.timer(sock.rto, () => tcp_retransmit_timer(sock));
}

function retriesOf({ net, state }: TcpSock): number {
  if (state === 'SYN_SENT') return net.sysctl.get('net.ipv4.tcp_syn_retries') + linear(net);
  return state === 'SYN_RECV' ? net.sysctl.get('net.ipv4.tcp_synack_retries') : RETRIES;
}

/** net.ipv4.tcp_syn_linear_timeouts: since 6.5 the first SYNs are repeated at an even pace. */
function linear(net: TcpSock['net']): number {
  return since(net.version, 6, 5) ? net.sysctl.get('net.ipv4.tcp_syn_linear_timeouts') : 0;
}

/** tcp_retransmit_timer */
function tcp_retransmit_timer(sock: TcpSock): void {
  if (sock.unacked.length === 0) return;
  if (sock.retries >= retriesOf(sock)) {
    tcp_done(sock, 'ETIMEDOUT');
    return;
  }
  sock.retries++;
  const steady = sock.state === 'SYN_SENT' && sock.retries <= linear(sock.net);
  if (!steady) sock.rto = Math.min(sock.rto * 2, RTO_MAX);
  tcp_retransmit_skb(sock);
  tcp_rearm_rto(sock);
}
