// net/netfilter/ipset/ip_set_hash_ipport.c: an address with a protocol and port.
import { formatIpv4 } from '../../wire/address.ts';
import { addressOf, counted, element, masked } from './element.ts';
import { ip_set_get_ip4_port } from './ip_set_getport.ts';
import { portText } from './ip_set_print.ts';
import { addresses, isErrno, ports, type Span } from './ip_set_range.ts';
import type { Element, SetType } from './types.ts';

function* pairs(addresses: Span, proto: number, ports: Span): Generator<Element> {
  for (const ip of counted(addresses)) for (const port of counted(ports)) yield element({ ip, proto, port });
}

export const hash_ipport: SetType = {
  name: 'hash:ip,port',
  revision: 7,
  dimension: 2,
  features: 'inet ip port',
  store: 'hash',
  network: null,
  octets: { set: 216, element: 8 },
  uadt(set, { ip, port }, adt) {
    if (!ip || !port) return 'EINVAL';
    const range = ports(port, adt);
    if (isErrno(range)) return range;
    const first = masked(ip.from, set.netmask);
    if (first === 0) return 'EINVAL';
    const span = addresses({ ...ip, from: first }, adt);
    return isErrno(span) ? span : pairs(span, port.proto, range);
  },
  kadt(set, packet, [source, portSource = false]) {
    const port = ip_set_get_ip4_port(packet, portSource);
    const ip = masked(addressOf(packet, source), set.netmask);
    return port && ip !== 0 ? element({ ip, ...port }) : null;
  },
  format: ({ ip, proto, port }) => `${formatIpv4(ip)},${portText(proto, port)}`,
};
