// include/linux/netfilter/ipset/ip_set.h: what sets are made of, and what is asked of them.
import type { IpsetMemberRow } from '../../trace/rows.ts';
import type { Ipv4Address } from '../../wire/address.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';

/** enum ipset_errno and the errnos beside it, without IPSET_ERR_. */
export type IpsetErrno =
  | 'ENOENT'
  | 'EINVAL'
  | 'FIND_TYPE'
  | 'EXIST'
  | 'EXIST_SETNAME2'
  | 'TYPE_MISMATCH'
  | 'BUSY'
  | 'REFERENCED'
  | 'INVALID_PROTO'
  | 'INVALID_CIDR'
  | 'TIMEOUT'
  | 'COUNTER'
  | 'COMMENT'
  | 'HASH_FULL'
  | 'HASH_ELEM'
  | 'HASH_RANGE'
  | 'BITMAP_RANGE'
  | 'BITMAP_RANGE_SIZE'
  | 'NAME'
  | 'LOOP'
  | 'NAMEREF'
  | 'REF_EXIST';

/** An address, a network, or all from one address to another. */
export interface AddressSpan {
  readonly from: Ipv4Address;
  readonly to: Ipv4Address | null;
  readonly cidr: number | null;
}

/** `tcp:80`, `udp:53-60`; for ICMP the port is type and code. */
export interface PortSpan {
  readonly proto: number;
  readonly from: number;
  readonly to: number | null;
}

/** The attributes of one add, del or test (IPSET_ATTR_*). What is null was not given. */
export interface Asked {
  readonly ip: AddressSpan | null;
  readonly port: PortSpan | null;
  readonly ip2: AddressSpan | null;
  /** A set as member of a list, and where in it. */
  readonly name: string | null;
  readonly place: { readonly before: boolean; readonly of: string } | null;
  readonly nomatch: boolean;
  /** Seconds. */
  readonly timeout: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string | null;
}

/** What `create` may say; the rest is the type's default. */
export interface SetOptions {
  readonly hashsize?: number;
  readonly maxelem?: number;
  readonly bucketsize?: number;
  readonly initval?: number;
  readonly netmask?: number;
  /** Bitmaps: first and last port or address. */
  readonly range?: { readonly from: number; readonly to: number };
  readonly size?: number;
  readonly timeout?: number;
  readonly counters?: boolean;
  readonly comment?: boolean;
}

/** What one member of a hash or bitmap is. Parts its type does not have are 0, the prefix length 32. */
export interface Element {
  readonly ip: Ipv4Address;
  /** Of the part that is a network. */
  readonly cidr: number;
  readonly proto: number;
  readonly port: number;
  readonly ip2: Ipv4Address;
}

export type Adt = 'add' | 'del' | 'test';

export interface SetType {
  readonly name: string;
  readonly revision: number;
  /** How many `src` or `dst` a rule has to give. */
  readonly dimension: 1 | 2 | 3;
  /** enum ip_set_feature: sets whose types agree in these can be swapped. */
  readonly features: string;
  readonly store: 'hash' | 'bitmap' | 'list';
  /** The part that is a network: looked up longest prefix first. */
  readonly network: 'ip' | 'ip2' | null;
  /** Octets of an empty set and of one element, as `Size in memory` counts them. */
  readonly octets: { readonly set: number; readonly element: number };
  /** What a request names, ranges told one by one; or why not (struct ip_set_type_variant.uadt). */
  uadt(set: IpSet, asked: Asked, adt: Adt): Iterable<Element> | IpsetErrno;
  /** What a packet is to this set; null when it has not what the set is about (.kadt). */
  kadt(set: IpSet, packet: Ipv4, source: readonly boolean[], adt: Adt): Element | null;
  /** As `ipset list` prints a member. */
  format(element: Element): string;
}

/** A member of a set. A list's members have no element, only a name. */
export interface Member {
  readonly element: Element | null;
  row: IpsetMemberRow;
}

/** struct ip_set. */
export interface IpSet {
  name: string;
  /** Place in the namespace's array of sets. */
  index: number;
  readonly type: SetType;
  readonly hashsize: number;
  readonly maxelem: number;
  readonly bucketsize: number;
  readonly initval: number;
  readonly netmask: number;
  readonly range: { readonly from: number; readonly to: number };
  readonly size: number;
  /** Seconds, 0 for ever; null: members have no timeout. */
  readonly timeout: number | null;
  readonly counters: boolean;
  readonly comment: boolean;
  /** By what the member is: see ip_set_store.ts. A list's are in its order. */
  members: Map<string, Member>;
  /** How many members have each prefix length. */
  readonly nets: Int32Array;
}
