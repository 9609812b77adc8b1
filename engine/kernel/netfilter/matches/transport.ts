// The header behind the IPv4 header as matches see it (skb_header_pointer): also that of a first fragment.
import { decodeIcmp, type Icmp } from '../../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, type Ipv4 } from '../../../wire/ipv4.ts';
import { decodeTcp, type Tcp } from '../../../wire/tcp.ts';
import type { Udp } from '../../../wire/udp.ts';

type Transport = Icmp | Tcp | Pick<Udp, 'layer' | 'sport' | 'dport'>;

/** null: a later fragment, another protocol, or too little of a header. */
export function transportOf({ payload, protocol, fragment }: Ipv4): Transport | null {
  if (fragment !== 0) return null;
  switch (payload.layer) {
    case 'icmp':
    case 'tcp':
    case 'udp':
      return payload;
    case 'ipv4':
      return null;
    case 'data':
      return decode(protocol, payload.bytes);
  }
}

function decode(protocol: number, bytes: Uint8Array): Transport | null {
  if (protocol === IPPROTO_UDP && bytes.length >= 8) {
    const port = (at: number) => (bytes[at]! << 8) | bytes[at + 1]!;
    return { layer: 'udp', sport: port(0), dport: port(2) };
  }
  const decoded =
    protocol === IPPROTO_ICMP ? decodeIcmp(bytes) : protocol === IPPROTO_TCP ? decodeTcp(bytes) : null;
  return decoded?.ok ? decoded.value : null;
}
