// net/netfilter/ipset/ip_set_hash_ip.c: addresses, or networks of one size (netmask).
import { formatIpv4 } from '../../wire/address.ts';
import { addressOf, counted, element, masked } from './element.ts';
import { addresses, isErrno, type Span } from './ip_set_range.ts';
import type { Element, IpSet, SetType } from './types.ts';

function* hosts({ netmask }: IpSet, { from, to }: Span): Generator<Element> {
  for (const ip of counted({ from: masked(from, netmask), to }, 2 ** (32 - netmask))) yield element({ ip });
}

export const hash_ip: SetType = {
  name: 'hash:ip',
  revision: 6,
  dimension: 1,
  features: 'inet ip',
  store: 'hash',
  network: null,
  octets: { set: 216, element: 4 },
  uadt(set, { ip }, adt) {
    if (!ip) return 'EINVAL';
    if (masked(Math.min(ip.from, ip.to ?? ip.from), set.netmask) === 0) return 'HASH_ELEM';
    const span = addresses(ip, adt);
    return isErrno(span) ? span : hosts(set, span);
  },
  kadt(set, packet, [source]) {
    const ip = masked(addressOf(packet, source), set.netmask);
    return ip === 0 ? null : element({ ip });
  },
  format: ({ ip }) => formatIpv4(ip),
};
