// net/netfilter/ipset/pfxlen.c and the loops of the uadt functions: what a span of addresses or ports holds.
import type { Ipv4Address } from '../../wire/address.ts';
import { prefixMask } from '../../wire/address.ts';
import type { AddressSpan, Adt, IpsetErrno, PortSpan } from './types.ts';

export const HOST_MASK = 32;
const IPPROTO_ICMP = 1;
const LAST = 0xffffffff;

/** ip_set_proto_with_ports: TCP, UDP, SCTP, UDPLITE. */
const WITH_PORTS: readonly number[] = [6, 17, 132, 136];

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the first to the last address of a span, whichever way round it was typed. A test is about the first only. */
export function addresses({ from, to, cidr }: AddressSpan, adt: Adt): Span | IpsetErrno {
  if (adt === 'test') return { from, to: from };
  if (to !== null) return { from: Math.min(from, to), to: Math.max(from, to) };
  if (cidr === null) return { from, to: from };
  if (cidr === 0) return 'INVALID_CIDR';
  const first = (from & prefixMask(cidr)) >>> 0;
  return { from: first, to: (first | ~prefixMask(cidr)) >>> 0 };
}

export interface Network {
  readonly ip: Ipv4Address;
  readonly cidr: number;
}

/** ip_set_range_to_cidr, again and again: the fewest networks that together are the range. */
export function* networks({ from, to }: Span): Generator<Network> {
  for (let ip = from; ; ) {
    let cidr = HOST_MASK;
    while (cidr > 1 && (ip & prefixMask(cidr - 1)) >>> 0 === ip && lastOf(ip, cidr - 1) <= to) cidr--;
    yield { ip, cidr };
    const last = lastOf(ip, cidr);
    if (last >= to) return;
    ip = last + 1;
  }
}

const lastOf = (ip: number, cidr: number) => (ip | ~prefixMask(cidr)) >>> 0;

/** A network as it is kept, or the networks of a range. */
export function networksOf({ from, to, cidr }: AddressSpan, adt: Adt): Iterable<Network> | IpsetErrno {
  if (cidr === 0) return 'INVALID_CIDR';
  if (to === null || adt === 'test')
    return [{ ip: (from & prefixMask(cidr ?? HOST_MASK)) >>> 0, cidr: cidr ?? HOST_MASK }];
  const span = { from: Math.min(from, to), to: Math.max(from, to) };
  return span.from === 0 && span.to === LAST ? 'HASH_RANGE' : networks(span);
}

/** The ports of a span: only protocols that have ports have ranges, and only those and ICMP anything but 0. */
export function ports({ proto, from, to }: PortSpan, adt: Adt): Span | IpsetErrno {
  if (proto === 0) return 'INVALID_PROTO';
  if (!WITH_PORTS.includes(proto)) {
    const port = proto === IPPROTO_ICMP ? from : 0;
    return { from: port, to: port };
  }
  const other = adt === 'test' ? from : (to ?? from);
  return { from: Math.min(from, other), to: Math.max(from, other) };
}

export const isErrno = (value: unknown): value is IpsetErrno => typeof value === 'string';
