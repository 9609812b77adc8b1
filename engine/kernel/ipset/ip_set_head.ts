// net/netfilter/ipset/ip_set_hash_gen.h mtype_head and its like: what a set says of itself.
import { formatIpv4 } from '../../wire/address.ts';
import type { IpSet } from './types.ts';

const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
const align8 = (octets: number) => Math.ceil(octets / 8) * 8;

/** sizeof(struct hbucket), and how many elements a new one has room for. */
const BUCKET = 32;
const INIT_SIZE = 2;

function extensions({ timeout, counters, comment }: IpSet): string[] {
  return [
    ...(timeout === null ? [] : [`timeout ${timeout}`]),
    ...(counters ? ['counters'] : []),
    ...(comment ? ['comment'] : []),
  ];
}

function rangeText({ type, range }: IpSet): string {
  const show = type.name === 'bitmap:ip' ? formatIpv4 : String;
  return `range ${show(range.from)}-${show(range.to)}`;
}

/** What stands behind `Header:`. */
export function headerOf(set: IpSet): string {
  const netmask = set.netmask === 32 ? [] : [`netmask ${set.netmask}`];
  switch (set.type.store) {
    case 'hash':
      return [
        `family inet hashsize ${set.hashsize} maxelem ${set.maxelem}`,
        ...netmask,
        ...extensions(set),
        `bucketsize ${set.bucketsize} initval ${hex(set.initval)}`,
      ].join(' ');
    case 'bitmap':
      return [rangeText(set), ...netmask, ...extensions(set)].join(' ');
    case 'list':
      return [`size ${set.size}`, ...extensions(set)].join(' ');
  }
}

/** ip_set_elem_len: counters take 16 octets, a timeout and the pointer to a comment 8 each. */
function extensionOctets({ timeout, counters, comment }: IpSet): number {
  return (counters ? 16 : 0) + (timeout === null ? 0 : 8) + (comment ? 8 : 0);
}

/** How many members a bitmap has room for. */
export function bitmapSize({ range, netmask, type }: IpSet): number {
  return Math.ceil((range.to - range.from + 1) / (type.name === 'bitmap:ip' ? 2 ** (32 - netmask) : 1));
}

/** As if every member of a hash had a bucket of its own: which ones share depends on a secret of the kernel. */
export function octetsOf(set: IpSet): { set: number; member: number } {
  const { octets, store } = set.type;
  const extra = extensionOctets(set);
  switch (store) {
    case 'hash': {
      const element = extra === 0 ? octets.element : align8(octets.element) + extra;
      return { set: octets.set, member: BUCKET + INIT_SIZE * element };
    }
    case 'bitmap': {
      const size = bitmapSize(set);
      return { set: octets.set + align8(Math.ceil(size / 8)) + size * extra, member: 0 };
    }
    case 'list':
      return { set: octets.set, member: octets.element + extra };
  }
}
