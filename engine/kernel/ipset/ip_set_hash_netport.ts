// net/netfilter/ipset/ip_set_hash_netport.c: a network with a protocol and port.
import { addressOf, counted, element, masked, packetCidr } from './element.ts';
import { ip_set_get_ip4_port } from './ip_set_getport.ts';
import { netText, portText } from './ip_set_print.ts';
import { isErrno, type Network, networksOf, ports, type Span } from './ip_set_range.ts';
import type { Element, SetType } from './types.ts';

function* pairs(nets: Iterable<Network>, proto: number, ports: Span): Generator<Element> {
  for (const net of nets) for (const port of counted(ports)) yield element({ ...net, proto, port });
}

export const hash_netport: SetType = {
  name: 'hash:net,port',
  revision: 8,
  dimension: 2,
  features: 'inet ip port nomatch',
  store: 'hash',
  network: 'ip',
  octets: { set: 456, element: 8 },
  uadt(_set, { ip, port }, adt) {
    if (!ip || !port) return 'EINVAL';
    const range = ports(port, adt);
    if (isErrno(range)) return range;
    const nets = networksOf(ip, adt);
    return isErrno(nets) ? nets : pairs([...nets], port.proto, range);
  },
  kadt(set, packet, [source, portSource = false], adt) {
    const port = ip_set_get_ip4_port(packet, portSource);
    const cidr = packetCidr(set, adt);
    return port && element({ ip: masked(addressOf(packet, source), cidr), cidr, ...port });
  },
  format: ({ ip, cidr, proto, port }) => `${netText(ip, cidr)},${portText(proto, port)}`,
};
