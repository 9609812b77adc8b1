// net/netfilter/ipset/ip_set_hash_ipportnet.c: an address with a protocol and port, and a network.
import { formatIpv4 } from '../../wire/address.ts';
import { addressOf, counted, element, masked, packetCidr } from './element.ts';
import { ip_set_get_ip4_port } from './ip_set_getport.ts';
import { netText, portText } from './ip_set_print.ts';
import { addresses, isErrno, type Network, networksOf, ports, type Span } from './ip_set_range.ts';
import type { Element, SetType } from './types.ts';

function* triples(addresses: Span, proto: number, ports: Span, nets: readonly Network[]): Generator<Element> {
  for (const ip of counted(addresses))
    for (const port of counted(ports))
      for (const net of nets) yield element({ ip, proto, port, ip2: net.ip, cidr: net.cidr });
}

export const hash_ipportnet: SetType = {
  name: 'hash:ip,port,net',
  revision: 8,
  dimension: 3,
  features: 'inet ip port ip2 nomatch',
  store: 'hash',
  network: 'ip2',
  octets: { set: 464, element: 12 },
  uadt(_set, { ip, port, ip2 }, adt) {
    if (!ip || !port || !ip2) return 'EINVAL';
    const range = ports(port, adt);
    if (isErrno(range)) return range;
    const nets = networksOf(ip2, adt);
    if (isErrno(nets)) return nets;
    const span = addresses(ip, adt);
    return isErrno(span) ? span : triples(span, port.proto, range, [...nets]);
  },
  kadt(set, packet, [source, portSource = false, source2], adt) {
    const port = ip_set_get_ip4_port(packet, portSource);
    const cidr = packetCidr(set, adt);
    const ip2 = masked(addressOf(packet, source2), cidr);
    return port && element({ ip: addressOf(packet, source), ...port, ip2, cidr });
  },
  format: ({ ip, cidr, proto, port, ip2 }) =>
    `${formatIpv4(ip)},${portText(proto, port)},${netText(ip2, cidr)}`,
};
