// net/netfilter/ipvs/ip_vs_core.c ip_vs_set_state: what a packet does to its connection, for TCP and for UDP.
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { Net } from '../net_namespace.ts';
import { tcp_next_state, tcp_state_active, UDP_TIMEOUT } from './ip_vs_proto_tcp.ts';
import type { IpvsConn } from './types.ts';

/** ip_vs_set_state: the state a packet leads to, and the time the connection has from now on. */
export function ip_vs_set_state(
  net: Net,
  conn: IpvsConn,
  direction: 'input' | 'output',
  { payload }: Ipv4,
): void {
  const { conns } = net.ipvs;
  if (payload.layer !== 'tcp') {
    conn.state = 'UDP';
    conn.timeout = UDP_TIMEOUT;
    if (direction === 'output') assure(net, conn.control);
  } else {
    const was = conn.state === 'UDP' || conn.state === 'ASSURED' ? 'NONE' : conn.state;
    const { state, timeout } = tcp_next_state(was, direction, payload.flags);
    if (state !== was) conns.count(conn, tcp_state_active(state));
    if (state !== was && state === 'ESTABLISHED') assure(net, conn.control);
    conn.state = state;
    conn.timeout = timeout;
  }
  conns.put(conn);
}

/** ip_vs_control_assure_ct: the client was there. The template's time goes on: it begins with connections, not with packets. */
function assure({ ipvs }: Net, template: IpvsConn | null): void {
  if (!template || template.state === 'ASSURED') return;
  template.state = 'ASSURED';
  ipvs.conns.write(template);
}
