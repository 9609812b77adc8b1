// net/netfilter/ipset/ip_set_getport.c: a packet's protocol and port, as sets know them.
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import { portsOf } from '../netfilter/ports.ts';

const IPPROTO_TCP = 6;
const IPPROTO_SCTP = 132;
const IPPROTO_UDPLITE = 136;
const PORTED: readonly number[] = [IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, IPPROTO_UDPLITE];

export interface ProtoPort {
  readonly proto: number;
  readonly port: number;
}

/** Type and code of an ICMP message in one number; null when they are in another fragment. */
function icmpPort({ payload, fragment }: Ipv4): number | null {
  if (payload.layer === 'icmp') return (payload.type << 8) | payload.code;
  if (fragment !== 0 || payload.layer !== 'data' || payload.bytes.length < 2) return null;
  return (payload.bytes[0]! << 8) | payload.bytes[1]!;
}

/** null: it ought to have a port, and it is not in this packet. Protocols without ports have port 0. */
export function ip_set_get_ip4_port(packet: Ipv4, source: boolean): ProtoPort | null {
  const { protocol: proto } = packet;
  if (proto === IPPROTO_ICMP) {
    const port = icmpPort(packet);
    return port === null ? null : { proto, port };
  }
  if (!PORTED.includes(proto)) return proto === 0 ? null : { proto, port: 0 };
  const ports = portsOf(packet);
  return ports && { proto, port: source ? ports.sport : ports.dport };
}

/** ip_set_get_ip_port: a TCP or UDP port, whichever protocol it is of. */
export function ip_set_get_ip_port(packet: Ipv4, source: boolean): number | null {
  if (packet.protocol !== IPPROTO_TCP && packet.protocol !== IPPROTO_UDP) return null;
  return ip_set_get_ip4_port(packet, source)?.port ?? null;
}
