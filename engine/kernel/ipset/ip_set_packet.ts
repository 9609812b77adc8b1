// net/netfilter/ipset/ip_set_core.c ip_set_test, ip_set_add, ip_set_del: what rules ask of a set about a packet.
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { Net } from '../net_namespace.ts';
import { tot_len } from '../skbuff.ts';
import { countMember, isExpired, mtype_add, mtype_del, mtype_test } from './ip_set_store.ts';
import type { IpSet, IpsetErrno } from './types.ts';

/** struct ip_set_adt_opt */
export interface AdtOptions {
  /** For each dimension: is it the packet's source? */
  readonly source: readonly boolean[];
  readonly returnNomatch: boolean;
  readonly skipCounters: boolean;
  readonly skipSubcounters: boolean;
}

/** No: the packet is not in the set. nomatch: an exception is what it is in. */
type Found = 'match' | 'nomatch' | 'no';

const tooFew = ({ type }: IpSet, source: readonly boolean[]) => source.length < type.dimension;

function lookUp(net: Net, set: IpSet, packet: Ipv4, options: AdtOptions): Found {
  const element = set.type.kadt(set, packet, options.source, 'test');
  const member = element && mtype_test(net, set, element);
  if (!member) return 'no';
  if (!options.skipCounters) countMember(net, set, member, tot_len(packet));
  return member.row.nomatch ? 'nomatch' : 'match';
}

/** list_set_ktest: the first set that has it decides. */
function list_set_ktest(net: Net, set: IpSet, packet: Ipv4, options: AdtOptions): boolean {
  const inner = { ...options, skipCounters: options.skipCounters || options.skipSubcounters };
  for (const [name, member] of set.members) {
    if (isExpired(net, member) || !ip_set_test(net, name, packet, inner)) continue;
    if (!options.skipCounters) countMember(net, set, member, tot_len(packet));
    return true;
  }
  return false;
}

export function ip_set_test(net: Net, name: string, packet: Ipv4, options: AdtOptions): boolean {
  const set = net.ipset.find(name);
  if (!set || tooFew(set, options.source)) return false;
  if (set.type.store === 'list') return list_set_ktest(net, set, packet, options);
  const found = lookUp(net, set, packet, options);
  // --return-nomatch asks for the exceptions, and for nothing else.
  const inverted = options.returnNomatch && set.type.network !== null;
  return found === (inverted ? 'nomatch' : 'match');
}

export interface AddOptions {
  readonly source: readonly boolean[];
  readonly exist: boolean;
  /** Seconds; null: the set's own. */
  readonly timeout: number | null;
}

type Refused = IpsetErrno | null;

/** A list hands the packet on to the first of its sets that takes it. */
function anyOf(net: Net, { members }: IpSet, work: (name: string) => Refused): Refused {
  for (const [name, member] of members) if (!isExpired(net, member) && work(name) === null) break;
  return null;
}

export function ip_set_add(net: Net, name: string, packet: Ipv4, options: AddOptions): Refused {
  const set = net.ipset.find(name);
  if (!set || tooFew(set, options.source)) return 'TYPE_MISMATCH';
  if (set.type.store === 'list') return anyOf(net, set, (each) => ip_set_add(net, each, packet, options));
  const element = set.type.kadt(set, packet, options.source, 'add');
  if (!element) return 'EINVAL';
  const { timeout, exist } = options;
  const ext = { timeout, packets: 1, bytes: tot_len(packet), comment: '', nomatch: false };
  return mtype_add(net, set, element, ext, exist);
}

export function ip_set_del(net: Net, name: string, packet: Ipv4, source: readonly boolean[]): Refused {
  const set = net.ipset.find(name);
  if (!set || tooFew(set, source)) return 'TYPE_MISMATCH';
  if (set.type.store === 'list') return anyOf(net, set, (each) => ip_set_del(net, each, packet, source));
  const element = set.type.kadt(set, packet, source, 'del');
  return element ? mtype_del(net, set, element) : 'EINVAL';
}
