// What the types' uadt and kadt functions share: elements made from parts, and one for each of a range.
import { type Ipv4Address, prefixMask } from '../../wire/address.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { HOST_MASK, type Span } from './ip_set_range.ts';
import type { Adt, Element, IpSet } from './types.ts';

const NOTHING: Element = { ip: 0, cidr: HOST_MASK, proto: 0, port: 0, ip2: 0 };

export const element = (parts: Partial<Element>): Element => ({ ...NOTHING, ...parts });

/** ip4addrptr */
export const addressOf = ({ src, dst }: Ipv4, source = false): Ipv4Address => (source ? src : dst);

export const masked = (ip: Ipv4Address, length: number): Ipv4Address => (ip & prefixMask(length)) >>> 0;

/** INIT_CIDR: a packet is added with the longest prefix there is, and tested as one address. */
export function packetCidr({ nets }: IpSet, adt: Adt): number {
  const longest = adt === 'test' ? -1 : nets.findLastIndex((count) => count > 0);
  return longest > 0 ? longest : HOST_MASK;
}

export function* counted({ from, to }: Span, step = 1): Generator<number> {
  for (let value = from; value <= to; value += step) yield value;
}
