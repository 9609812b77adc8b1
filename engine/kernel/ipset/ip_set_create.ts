// net/netfilter/ipset/ip_set_hash_gen.h hash_create, ip_set_bitmap_ip.c bitmap_ip_create, ip_set_list_set.c list_set_create.
import { prefixMask } from '../../wire/address.ts';
import { bitmapSize } from './ip_set_head.ts';
import { IP_SET_LIST_MIN_SIZE } from './ip_set_list_set.ts';
import type { IpSet, IpsetErrno, SetOptions, SetType } from './types.ts';

const IPSET_DEFAULT_HASHSIZE = 1024;
const IPSET_MINIMAL_HASHSIZE = 64;
const IPSET_DEFAULT_MAXELEM = 65536;
const AHASH_INIT_SIZE = 2;
const AHASH_MAX_SIZE = 12;
const IP_SET_LIST_DEFAULT_SIZE = 8;
const IPSET_BITMAP_MAX_RANGE = 0xffff;

/** htable_bits: the next power of two. */
const powerOfTwo = (size: number) => 2 ** Math.ceil(Math.log2(Math.max(size, IPSET_MINIMAL_HASHSIZE)));

function bucketSize(asked: number): number {
  const size = Math.min(Math.max(asked, AHASH_INIT_SIZE), AHASH_MAX_SIZE);
  return size + (size % 2);
}

/** A range the right way round; of a bitmap of networks, whole networks. */
function wholeRange({ range = { from: 0, to: 0 }, netmask = 32 }: SetOptions): IpSet['range'] {
  const mask = prefixMask(netmask);
  const [from, to] = [Math.min(range.from, range.to), Math.max(range.from, range.to)];
  return { from: (from & mask) >>> 0, to: (to | ~mask) >>> 0 };
}

/** range_to_mask: the length of the shortest network that begins where the range does and holds all of it. */
function range_to_mask({ from, to }: IpSet['range']): number {
  let bits = 31;
  while (bits > 0 && (to & prefixMask(bits)) >>> 0 !== from) bits--;
  return bits;
}

/** ip_set_create, without the name: a set that is not yet in any namespace. */
export function newSet(
  name: string,
  index: number,
  type: SetType,
  options: SetOptions,
  initval: () => number,
): IpSet {
  return {
    name,
    index,
    type,
    hashsize: powerOfTwo(options.hashsize ?? IPSET_DEFAULT_HASHSIZE),
    maxelem: options.maxelem ?? IPSET_DEFAULT_MAXELEM,
    bucketsize: bucketSize(options.bucketsize ?? AHASH_MAX_SIZE),
    initval: options.initval ?? (type.store === 'hash' ? initval() : 0),
    netmask: options.netmask ?? 32,
    range: wholeRange(options),
    size: Math.max(options.size ?? IP_SET_LIST_DEFAULT_SIZE, IP_SET_LIST_MIN_SIZE),
    timeout: options.timeout ?? null,
    counters: options.counters ?? false,
    comment: options.comment ?? false,
    members: new Map(),
    nets: new Int32Array(33),
  };
}

/** Why such a set cannot be. */
export function refusedSet(set: IpSet): IpsetErrno | null {
  if (set.type.store !== 'bitmap') return null;
  if (set.netmask !== 32 && set.netmask <= range_to_mask(set.range)) return 'BITMAP_RANGE';
  return bitmapSize(set) > IPSET_BITMAP_MAX_RANGE + 1 ? 'BITMAP_RANGE_SIZE' : null;
}

/** mtype_same_set and its like: may `create -exist` take one for the other? */
export function same_set(a: IpSet, b: IpSet): boolean {
  return (
    a.type === b.type &&
    a.maxelem === b.maxelem &&
    a.netmask === b.netmask &&
    a.timeout === b.timeout &&
    a.counters === b.counters &&
    a.comment === b.comment &&
    a.size === b.size &&
    a.range.from === b.range.from &&
    a.range.to === b.range.to
  );
}
