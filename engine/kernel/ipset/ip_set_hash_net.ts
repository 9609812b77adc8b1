// net/netfilter/ipset/ip_set_hash_net.c: networks of any size, and exceptions to them (nomatch).
import { addressOf, element, masked, packetCidr } from './element.ts';
import { netText } from './ip_set_print.ts';
import { isErrno, type Network, networksOf } from './ip_set_range.ts';
import type { Element, SetType } from './types.ts';

function* elements(nets: Iterable<Network>): Generator<Element> {
  for (const net of nets) yield element(net);
}

export const hash_net: SetType = {
  name: 'hash:net',
  revision: 7,
  dimension: 1,
  features: 'inet ip nomatch',
  store: 'hash',
  network: 'ip',
  octets: { set: 456, element: 8 },
  uadt(_set, { ip }, adt) {
    if (!ip) return 'EINVAL';
    const nets = networksOf(ip, adt);
    return isErrno(nets) ? nets : elements(nets);
  },
  kadt(set, packet, [source], adt) {
    const cidr = packetCidr(set, adt);
    return element({ ip: masked(addressOf(packet, source), cidr), cidr });
  },
  format: ({ ip, cidr }) => netText(ip, cidr),
};
