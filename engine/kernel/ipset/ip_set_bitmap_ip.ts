// net/netfilter/ipset/ip_set_bitmap_ip.c: addresses of a range, or networks of one size (netmask) in it.
import { formatIpv4 } from '../../wire/address.ts';
import { addressOf, counted, element, masked } from './element.ts';
import { addresses, isErrno, type Span } from './ip_set_range.ts';
import type { Element, IpSet, SetType } from './types.ts';

function* hosts({ netmask }: IpSet, { from, to }: Span): Generator<Element> {
  for (const ip of counted({ from: masked(from, netmask), to }, 2 ** (32 - netmask))) yield element({ ip });
}

const within = ({ range }: IpSet, ip: number) => ip >= range.from && ip <= range.to;

export const bitmap_ip: SetType = {
  name: 'bitmap:ip',
  revision: 3,
  dimension: 1,
  features: 'inet ip',
  store: 'bitmap',
  network: null,
  octets: { set: 88, element: 0 },
  uadt(set, { ip }, adt) {
    if (!ip) return 'EINVAL';
    if (!within(set, ip.from)) return 'BITMAP_RANGE';
    const span = addresses(ip, adt);
    if (isErrno(span)) return span;
    return within(set, span.from) && within(set, span.to) ? hosts(set, span) : 'BITMAP_RANGE';
  },
  kadt(set, packet, [source]) {
    const ip = addressOf(packet, source);
    return within(set, ip) ? element({ ip: masked(ip, set.netmask) }) : null;
  },
  format: ({ ip }) => formatIpv4(ip),
};
