// net/netfilter/ipvs/ip_vs_core.c: packets for a virtual service, and the answers to them, at the hooks. No kernel has judged this
// folder: it follows the sources' text.
import { formatIpv4 } from '../../wire/address.ts';
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { TCP_RST, TCP_SYN } from '../../wire/tcp.ts';
import { ICMP_PORT_UNREACH, icmp_send } from '../ipv4/icmp.ts';
import { ip_route_output } from '../ipv4/route.ts';
import type { HookState } from '../netfilter/types.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, set_ip } from '../skbuff.ts';
import { flowOf, inverse, withDestination, withSource } from './ip_vs_flow.ts';
import { ip_vs_in_icmp, ip_vs_out_icmp } from './ip_vs_icmp.ts';
import { ip_vs_notrack } from './ip_vs_nfct.ts';
import { ip_vs_schedule, ip_vs_service_find } from './ip_vs_sched.ts';
import { ip_vs_set_state } from './ip_vs_set_state.ts';
import { ip_vs_nat_xmit } from './ip_vs_xmit.ts';
import type { IpvsConn, IpvsFlow, Service } from './types.ts';

export type IpvsState = Pick<HookState, 'net' | 'hook' | 'skb'>;

/** Has nothing to do with this packet: it was here before, or there are no services. */
const passes = ({ net, skb }: IpvsState) => skb.ipvs || !net.ipvs.enabled;

function drop({ net, skb }: IpvsState, why: string): false {
  kfree_skb_reason(net, skb, 'nf_hook_slow', 'NETFILTER_DROP', `IPVS: ${why}`);
  return false;
}

/** ip_vs_in, on INPUT and OUTPUT: a client's packet. */
export function ip_vs_in(state: IpvsState): boolean {
  const { net, hook, skb } = state;
  if (passes(state) || (skb.type !== 'HOST' && hook !== 'OUTPUT')) return true;
  const packet = ip_hdr(skb);
  if (packet.payload.layer === 'icmp') return ip_vs_in_icmp(state);
  const flow = flowOf(packet);
  if (!flow) return true;
  const found = net.ipvs.conns.in_get(flow);
  const known = found && reusable(state, found, packet);
  if (known === 'drop') return drop(state, 'the connection was closed, and conntrack still has it');
  if (known && !known.dest.available) return gone(state, known);
  return known ? handle_request(state, known, packet, null) : tryToSchedule(state, flow, packet);
}

/** conn_reuse_mode: a SYN on what was closed begins another connection; so it does when its server takes nobody any more. */
function reusable({ net, skb }: IpvsState, conn: IpvsConn, { payload }: Ipv4): IpvsConn | 'drop' | undefined {
  const isNew = payload.layer === 'tcp' && (payload.flags & TCP_SYN) !== 0;
  const { sysctl, ipvs } = net;
  const quiescent = sysctl.get('net.ipv4.vs.expire_nodest_conn') !== 0 && conn.dest.weight === 0;
  const closed = conn.control === null && (conn.state === 'TIME_WAIT' || conn.state === 'CLOSE');
  const again = quiescent || (closed && sysctl.get('net.ipv4.vs.conn_reuse_mode') !== 0);
  if (!isNew || !again) return conn;
  ipvs.conns.expire(conn);
  return conn.nfct && skb.ct?.conn.confirmed ? 'drop' : undefined;
}

/** The server was removed: silence, until the client gives up. */
function gone(state: IpvsState, conn: IpvsConn): false {
  const { net } = state;
  if (net.sysctl.get('net.ipv4.vs.expire_nodest_conn') !== 0) net.ipvs.conns.expire(conn);
  return drop(state, 'the server this connection has is no longer there');
}

/** tcp_conn_schedule, udp_conn_schedule */
function tryToSchedule(state: IpvsState, flow: IpvsFlow, packet: Ipv4): boolean {
  const { net, skb } = state;
  const { payload } = packet;
  const sloppy = net.sysctl.get('net.ipv4.vs.sloppy_tcp') !== 0;
  const begins =
    payload.layer !== 'tcp' ||
    ((payload.flags & TCP_RST) === 0 && (sloppy || (payload.flags & TCP_SYN) !== 0));
  const service = begins ? ip_vs_service_find(net, skb.mark, flow) : undefined;
  if (!service) return true;
  // What a server on this host answers is not scheduled.
  if (skb.dev === null && net.ipvs.conns.in_get(inverse(flow))) return true;
  const conn = ip_vs_schedule(net, service, flow);
  return conn ? handle_request(state, conn, packet, service) : ip_vs_leave(state, service);
}

/** ip_vs_leave: nobody is there to serve. */
function ip_vs_leave(state: IpvsState, service: Service): false {
  const { net, hook, skb } = state;
  stage(net, skb, 'ip_vs_leave', { kind: 'ipvs', hook, action: 'refused', service: service.key });
  icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
  return drop(state, 'the service has no server');
}

function handle_request(state: IpvsState, conn: IpvsConn, packet: Ipv4, scheduled: Service | null): boolean {
  const { net, hook, skb } = state;
  ip_vs_set_state(net, conn, 'input', packet);
  stage(net, skb, scheduled ? 'ip_vs_schedule' : 'ip_vs_conn_in_get', {
    kind: 'ipvs',
    hook,
    action: scheduled ? 'scheduled' : 'found',
    service: conn.service,
    scheduler: scheduled?.scheduler ?? null,
    destination: conn.dest.key,
    connection: conn.key,
  });
  return ip_vs_nat_xmit(state, conn, (each) => withDestination(each, conn.daddr, conn.dport));
}

/** ip_vs_out, on INPUT, OUTPUT and FORWARD: a server's answer gets the service's address back. */
export function ip_vs_out(state: IpvsState): boolean {
  const { net, skb } = state;
  if (passes(state)) return true;
  const packet = ip_hdr(skb);
  if (packet.payload.layer === 'icmp') return ip_vs_out_icmp(state);
  const flow = flowOf(packet);
  const conn = flow ? net.ipvs.conns.out_get(flow) : undefined;
  if (!conn) return true;
  ip_vs_set_state(net, conn, 'output', packet);
  return handle_response(state, conn, withSource(packet, conn.vaddr, conn.vport));
}

/** handle_response: also of an error about a request. */
export function handle_response(state: IpvsState, conn: IpvsConn, after: Ipv4): boolean {
  const { net, hook, skb } = state;
  set_ip(skb, after);
  skb.ipvs = true;
  if (!conn.nfct) ip_vs_notrack(skb);
  stage(net, skb, 'handle_response', {
    kind: 'ipvs',
    hook,
    action: 'translated',
    manip: 'src',
    from: `${formatIpv4(conn.daddr)}:${conn.dport}`,
    to: `${formatIpv4(conn.vaddr)}:${conn.vport}`,
    local: false,
    connection: conn.key,
  });
  return ip_vs_route_me_harder(state);
}

/** ip_vs_route_me_harder: what leaves this host is routed as a packet of the service's own address. */
function ip_vs_route_me_harder({ net, hook, skb }: IpvsState): boolean {
  const stays = skb.dst !== null && skb.dst.kind !== 'error' && skb.dst.dev.type.kind === 'loopback';
  if (hook === 'INPUT' || stays || net.sysctl.get('net.ipv4.vs.snat_reroute') === 0) return true;
  const { src, dst: daddr } = ip_hdr(skb);
  const dst = ip_route_output(net, skb, { daddr, saddr: src, oif: null });
  if (dst.kind !== 'output') {
    kfree_skb_reason(net, skb, 'ip_vs_route_me_harder', 'IP_OUTNOROUTES');
    return false;
  }
  skb.dst = dst;
  return true;
}
