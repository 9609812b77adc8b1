// net/netfilter/nf_conntrack_tuple.h: what tells one connection from another, and what its replies look like.
import type { Tuple } from '../../trace/rows.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { echoId, ICMP_ECHO, ICMP_ECHOREPLY, type Icmp } from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { TupleOrder } from './tuple_table.ts';

/** nf_conntrack_proto_icmp.c invmap: request types and their replies. */
const INVERSE: Readonly<Record<number, number>> = {
  8: 0,
  0: 8,
  13: 14,
  14: 13,
  15: 16,
  16: 15,
  17: 18,
  18: 17,
};

/** nf_ct_get_tuple: the tuple of a packet; null for an ICMP message that begins or answers nothing. */
export function tupleOf(packet: Ipv4): Tuple | null {
  const base = {
    src: packet.src,
    dst: packet.dst,
    protocol: packet.protocol,
    sport: 0,
    dport: 0,
    icmp: null,
  };
  switch (packet.payload.layer) {
    case 'tcp':
    case 'udp':
      return { ...base, sport: packet.payload.sport, dport: packet.payload.dport };
    case 'icmp':
      return icmpTuple(base, packet.payload);
    case 'ipv4':
    case 'data':
      return base;
  }
}

function icmpTuple(base: Tuple, message: Icmp): Tuple | null {
  if (INVERSE[message.type] === undefined) return null;
  return { ...base, icmp: { type: message.type, code: message.code, id: echoId(message) } };
}

/** nf_ct_invert_tuple: the tuple of the packets that answer. */
export function invert(tuple: Tuple): Tuple {
  return {
    src: tuple.dst,
    dst: tuple.src,
    protocol: tuple.protocol,
    sport: tuple.dport,
    dport: tuple.sport,
    icmp: tuple.icmp ? { ...tuple.icmp, type: INVERSE[tuple.icmp.type] ?? tuple.icmp.type } : null,
  };
}

/** Stirs a word into a hash: 32 bits in, 32 bits out. */
const stir = (hash: number, word: number) => Math.imul(hash ^ word ^ ((hash ^ word) >>> 15), 0x2c1b3c6d);

/** A hash that is small enough to be kept without a box. */
const folded = (hash: number) => (hash ^ (hash >>> 13)) & 0x3fffffff;

/** hash_conntrack, over the whole tuple. */
function hash_conntrack({ src, dst, protocol, sport, dport, icmp }: Tuple): number {
  const ends = stir(stir(protocol, src), dst);
  return folded(
    icmp ? stir(stir(ends, icmp.id), (icmp.type << 8) | icmp.code) : stir(ends, (sport << 16) | dport),
  );
}

/** hash_by_src: what connections from one address and port, or ICMP id, share. */
function hash_by_src({ src, protocol, sport, icmp }: Tuple): number {
  return folded(stir(stir(protocol, src), icmp ? icmp.id : sport));
}

/** nf_ct_tuple_equal */
export function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.dst === b.dst &&
    a.dport === b.dport &&
    sameSource(a, b) &&
    a.icmp?.type === b.icmp?.type &&
    a.icmp?.code === b.icmp?.code
  );
}

/** same_src (nf_nat_core.c) */
function sameSource(a: Tuple, b: Tuple): boolean {
  return a.src === b.src && a.protocol === b.protocol && a.sport === b.sport && a.icmp?.id === b.icmp?.id;
}

/** nf_conntrack_hash: connections by either of their tuples. */
export const BY_TUPLE: TupleOrder = { hash: hash_conntrack, same: sameTuple };

/** nf_nat_bysource: connections by who began them. */
export const BY_SOURCE: TupleOrder = { hash: hash_by_src, same: sameSource };

export function tupleKey(tuple: Tuple): string {
  const tail = tuple.icmp
    ? `${tuple.icmp.type}/${tuple.icmp.code} id ${tuple.icmp.id}`
    : `${tuple.sport} > ${tuple.dport}`;
  return `${tuple.protocol} ${formatIpv4(tuple.src)} > ${formatIpv4(tuple.dst)} ${tail}`;
}

/** May this ICMP message begin a connection (icmp_new's valid_new)? */
export function beginsConnection(tuple: Tuple): boolean {
  return (
    tuple.icmp === null ||
    tuple.icmp.type === ICMP_ECHO ||
    (tuple.icmp.type !== ICMP_ECHOREPLY && tuple.icmp.type % 2 === 1)
  );
}
