// net/ipv4/icmp.c icmp_socket_deliver: an error has come; whoever sent the packet it quotes learns what it says.
import { isMulticastIpv4 } from '../../wire/address.ts';
import {
  decodeQuoted,
  ICMP_DEST_UNREACH,
  ICMP_ECHOREPLY,
  ICMP_FRAG_NEEDED,
  ICMP_REDIRECT,
  type Icmp,
} from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { neigh_is_valid, neigh_solicit } from '../core/neighbour.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { fib_redirect, ip_rt_update_pmtu } from './fib_exceptions.ts';
import { ip_route_nexthop, is_unicast_address } from './route.ts';
import { tcp_mtu_reduced, tcp_v4_err } from './tcp_ipv4.ts';
import { udp_err } from './udp.ts';

/** Does anybody here care? */
export function icmp_socket_deliver(dev: NetDevice, packet: Ipv4, message: Icmp): boolean {
  const { net } = dev;
  const quoted = decodeQuoted(message);
  if (!quoted) return false;
  const heard = tcp_v4_err(net, message) || udp_err(net, packet, message);
  if (!heard && !isHeardByIcmp(net, quoted)) return false;
  if (message.type === ICMP_DEST_UNREACH && message.code === ICMP_FRAG_NEEDED)
    ipv4_update_pmtu(net, quoted, message.rest & 0xffff);
  if (message.type === ICMP_REDIRECT) ipv4_redirect(dev, packet, quoted.dst, message.rest);
  return heard;
}

/** What an error about a ping says of the way: a raw socket takes it in (raw_err), about its replies the kernel does (icmp_err). */
function isHeardByIcmp(net: Net, { payload }: Ipv4): boolean {
  return payload.layer === 'icmp' && (payload.type === ICMP_ECHOREPLY || net.icmpSockets.size > 0);
}

function ipv4_update_pmtu(net: Net, quoted: Ipv4, mtu: number): void {
  const nexthop = ip_route_nexthop(net, quoted.dst);
  if (!nexthop) return;
  ip_rt_update_pmtu(net, quoted.dst, nexthop, mtu);
  if (quoted.payload.layer === 'tcp') tcp_mtu_reduced(net, quoted, quoted.payload);
}

/** __ip_do_redirect: only the gateway in use is believed, and only about one on the link. */
function ipv4_redirect(dev: NetDevice, packet: Ipv4, daddr: number, gateway: number): void {
  const { net } = dev;
  const nexthop = ip_route_nexthop(net, daddr);
  if (nexthop?.gateway !== packet.src || gateway === packet.src || isMulticastIpv4(gateway)) return;
  if (!net.sysctl.acceptsRedirects(dev.name) || !is_unicast_address(net, gateway)) return;
  if (neigh_is_valid(dev, gateway)) fib_redirect(net, daddr, nexthop, gateway);
  else neigh_solicit(dev, gateway);
}
