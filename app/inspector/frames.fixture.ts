// Packets for tests: an echo request, and a frame inside a VXLAN datagram.
import type { Ethernet } from '../../engine/wire/ethernet.ts';
import { echo, ICMP_ECHO } from '../../engine/wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../engine/wire/ipv4.ts';

const header = { tos: 0, id: 4711, df: true, mf: false, fragment: 0 } as const;

export function echoRequest(ttl: number): Ipv4 {
  const payload = echo(
    ICMP_ECHO,
    7,
    1,
    Uint8Array.from({ length: 56 }, (_, index) => index),
  );
  return { layer: 'ipv4', ...header, ttl, protocol: IPPROTO_ICMP, src: 0x0a0a02ee, dst: 0x0a0a0304, payload };
}

export function wrapped(inner: Ethernet): Ipv4 {
  return {
    layer: 'ipv4',
    ...header,
    ttl: 64,
    protocol: IPPROTO_UDP,
    src: 0xc0a8cd04,
    dst: 0xc0a8cd03,
    payload: {
      layer: 'udp',
      sport: 45686,
      dport: 8472,
      checksummed: false,
      payload: { layer: 'vxlan', vni: 1, payload: inner },
    },
  };
}
