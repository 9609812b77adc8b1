// net/netfilter/ipset/ip_set_hash_ipportip.c: an address with a protocol and port, and another address.
import { formatIpv4 } from '../../wire/address.ts';
import { addressOf, counted, element } from './element.ts';
import { ip_set_get_ip4_port } from './ip_set_getport.ts';
import { portText } from './ip_set_print.ts';
import { addresses, isErrno, ports, type Span } from './ip_set_range.ts';
import type { Element, SetType } from './types.ts';

function* triples(addresses: Span, proto: number, ports: Span, ip2: number): Generator<Element> {
  for (const ip of counted(addresses))
    for (const port of counted(ports)) yield element({ ip, proto, port, ip2 });
}

export const hash_ipportip: SetType = {
  name: 'hash:ip,port,ip',
  revision: 6,
  dimension: 3,
  features: 'inet ip port ip2',
  store: 'hash',
  network: null,
  octets: { set: 208, element: 12 },
  uadt(_set, { ip, port, ip2 }, adt) {
    if (!ip || !port || !ip2) return 'EINVAL';
    const range = ports(port, adt);
    if (isErrno(range)) return range;
    const span = addresses(ip, adt);
    return isErrno(span) ? span : triples(span, port.proto, range, ip2.from);
  },
  kadt(_set, packet, [source, portSource = false, source2]) {
    const port = ip_set_get_ip4_port(packet, portSource);
    return port && element({ ip: addressOf(packet, source), ...port, ip2: addressOf(packet, source2) });
  },
  format: ({ ip, proto, port, ip2 }) => `${formatIpv4(ip)},${portText(proto, port)},${formatIpv4(ip2)}`,
};
