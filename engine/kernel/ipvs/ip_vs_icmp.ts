// net/netfilter/ipvs/ip_vs_core.c ip_vs_in_icmp, ip_vs_out_icmp: errors about packets of a translated connection.
import { decodeQuoted, type Icmp, isIcmpError, requote } from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { ip_hdr } from '../skbuff.ts';
import { handle_response, type IpvsState } from './ip_vs_core.ts';
import { flowOf, inverse, withDestination, withSource } from './ip_vs_flow.ts';
import { ip_vs_nat_xmit } from './ip_vs_xmit.ts';
import type { IpvsFlow } from './types.ts';

interface About {
  readonly message: Icmp;
  readonly quoted: Ipv4;
  readonly flow: IpvsFlow;
}

function aboutOf({ payload }: Ipv4): About | null {
  if (payload.layer !== 'icmp' || !isIcmpError(payload.type)) return null;
  const quoted = decodeQuoted(payload);
  const flow = quoted && flowOf(quoted);
  return flow ? { message: payload, quoted, flow } : null;
}

/** ip_vs_out_icmp: somebody on the server's side could not take a client's packet. */
export function ip_vs_out_icmp(state: IpvsState): boolean {
  const packet = ip_hdr(state.skb);
  const about = aboutOf(packet);
  const conn = about ? state.net.ipvs.conns.out_get(inverse(about.flow)) : undefined;
  if (!about || !conn) return true;
  const payload = requote(about.message, withDestination(about.quoted, conn.vaddr, conn.vport));
  return handle_response(state, conn, { ...packet, src: conn.vaddr, payload });
}

/** ip_vs_in_icmp, also on FORWARD (ip_vs_forward_icmp): somebody on the client's side could not take an answer. */
export function ip_vs_in_icmp(state: IpvsState): boolean {
  const about = aboutOf(ip_hdr(state.skb));
  const conn = about ? state.net.ipvs.conns.in_get(inverse(about.flow)) : undefined;
  if (!about || !conn) return true;
  const payload = requote(about.message, withSource(about.quoted, conn.daddr, conn.dport));
  return ip_vs_nat_xmit(state, conn, (packet) => ({ ...packet, dst: conn.daddr, payload }));
}

/** ip_vs_forward_icmp: for services that are a mark, whose errors are not addressed to this host. */
export function ip_vs_forward_icmp(state: IpvsState): boolean {
  const { net, skb } = state;
  const isIcmp = ip_hdr(skb).payload.layer === 'icmp';
  return isIcmp && net.ipvs.enabled && !skb.ipvs ? ip_vs_in_icmp(state) : true;
}
