// net/netfilter/ipvs/ip_vs_proto.c: what IPVS reads of a packet, and how it writes the other end into it.
import type { Ipv4Address } from '../../wire/address.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { IpvsFlow } from './types.ts';

/** null: a protocol that IPVS leaves alone, or no whole packet. */
export function flowOf({ protocol, src, dst, payload }: Ipv4): IpvsFlow | null {
  if (payload.layer !== 'tcp' && payload.layer !== 'udp') return null;
  return { protocol, saddr: src, sport: payload.sport, daddr: dst, dport: payload.dport };
}

/** The same conversation, from the other side. */
export function inverse({ protocol, saddr, sport, daddr, dport }: IpvsFlow): IpvsFlow {
  return { protocol, saddr: daddr, sport: dport, daddr: saddr, dport: sport };
}

/** tcp_snat_handler */
export function withSource(packet: Ipv4, src: Ipv4Address, sport: number): Ipv4 {
  const { payload } = packet;
  return payload.layer === 'tcp' || payload.layer === 'udp'
    ? { ...packet, src, payload: { ...payload, sport } }
    : packet;
}

/** tcp_dnat_handler */
export function withDestination(packet: Ipv4, dst: Ipv4Address, dport: number): Ipv4 {
  const { payload } = packet;
  return payload.layer === 'tcp' || payload.layer === 'udp'
    ? { ...packet, dst, payload: { ...payload, dport } }
    : packet;
}
