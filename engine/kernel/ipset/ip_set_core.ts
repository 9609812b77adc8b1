// net/netfilter/ipset/ip_set_core.c: what user space asks of the sets of a namespace.
import type { Net } from '../net_namespace.ts';
import { find_set_type } from './index.ts';
import { newSet, refusedSet, same_set } from './ip_set_create.ts';
import { inPlace, list_set_uadt, refusedPlace, withMember } from './ip_set_list_set.ts';
import { isErrno } from './ip_set_range.ts';
import {
  drop,
  type Extensions,
  expireLater,
  mtype_add,
  mtype_del,
  mtype_test,
  rowOf,
} from './ip_set_store.ts';
import type { IpsetRequest } from './request.ts';
import type { Adt, Asked, IpSet, IpsetErrno, Member } from './types.ts';

type Answer = IpsetErrno | null;
type Of<Do extends IpsetRequest['do']> = Extract<IpsetRequest, { do: Do }>;

/** The netlink door: null, or why not. */
export function nfnl_ipset(net: Net, request: IpsetRequest): Answer {
  switch (request.do) {
    case 'ipset.create':
      return ip_set_create(net, request);
    case 'ipset.add':
    case 'ipset.del':
      return ip_set_ad(net, request);
    case 'ipset.flush':
      return onSets(net, request.set, (set) => ip_set_flush(net, set));
    case 'ipset.destroy':
      return ip_set_destroy(net, request.set);
    case 'ipset.rename':
      return ip_set_rename(net, request);
    case 'ipset.swap':
      return ip_set_swap(net, request);
  }
}

function ip_set_create(net: Net, { set: name, type: typeName, options, exist }: Of<'ipset.create'>): Answer {
  const type = find_set_type(typeName);
  if (!type) return 'FIND_TYPE';
  const old = net.ipset.find(name);
  const set = newSet(name, net.ipset.freeIndex(), type, options, () => (old ? 0 : net.env.random()));
  const refused = refusedSet(set);
  if (refused) return refused;
  if (old) return exist && same_set(old, set) ? null : 'EXIST';
  net.ipset.put(set);
  return null;
}

function onSets(net: Net, name: string | null, work: (set: IpSet) => void): Answer {
  if (name === null) {
    for (const set of net.ipset.all()) work(set);
    return null;
  }
  const set = net.ipset.find(name);
  if (!set) return 'ENOENT';
  work(set);
  return null;
}

function ip_set_flush(net: Net, set: IpSet): void {
  for (const [key, member] of set.members) drop(net, set, key, member);
}

/** Nothing is destroyed while something names it; of all sets, none if any is named. */
function ip_set_destroy(net: Net, name: string | null): Answer {
  const references = net.ipset.references();
  if (name === null ? net.ipset.all().some((set) => references.has(set.name)) : references.has(name))
    return 'BUSY';
  return onSets(net, name, (set) => {
    ip_set_flush(net, set);
    net.ipset.take(set);
  });
}

function ip_set_rename(net: Net, { set: name, other }: Of<'ipset.rename' | 'ipset.swap'>): Answer {
  const set = net.ipset.find(name);
  if (!set) return 'ENOENT';
  if (net.ipset.references().has(name)) return 'REFERENCED';
  if (net.ipset.find(other)) return 'EXIST_SETNAME2';
  renameTo(net, set, other, set.index);
  return null;
}

/** Whoever names one of two sets finds the other there from now on. */
function ip_set_swap(net: Net, { set: name, other }: Of<'ipset.rename' | 'ipset.swap'>): Answer {
  const from = net.ipset.find(name);
  if (!from) return 'ENOENT';
  const to = net.ipset.find(other);
  if (!to) return 'EXIST_SETNAME2';
  if (from.type.features !== to.type.features) return 'TYPE_MISMATCH';
  if (from === to) return null;
  const { index } = from;
  net.ipset.take(to);
  renameTo(net, from, other, to.index);
  Object.assign(to, { name, index });
  rewrite(net, to);
  return null;
}

function renameTo(net: Net, set: IpSet, name: string, index: number): void {
  net.ipset.take(set);
  Object.assign(set, { name, index });
  rewrite(net, set);
}

function rewrite(net: Net, set: IpSet): void {
  for (const member of set.members.values()) member.row = { ...member.row, set: set.name };
  net.ipset.put(set);
}

/** ip_set_get_extensions: what the set was not made for is refused. */
function refusedExtensions(set: IpSet, asked: Asked): Answer {
  if (asked.timeout !== null && set.timeout === null) return 'TIMEOUT';
  if ((asked.packets !== null || asked.bytes !== null) && !set.counters) return 'COUNTER';
  return asked.comment !== null && !set.comment ? 'COMMENT' : null;
}

const extensionsOf = ({ timeout, packets, bytes, comment, nomatch }: Asked): Extensions => ({
  timeout,
  packets,
  bytes,
  comment: comment ?? '',
  nomatch,
});

/** ip_set_uadd, ip_set_udel. What a range has added until one element is refused stays. */
function ip_set_ad(net: Net, { do: what, set: name, asked, exist }: Of<'ipset.add' | 'ipset.del'>): Answer {
  const set = net.ipset.find(name);
  if (!set) return 'ENOENT';
  if (set.type.store === 'list')
    return (what === 'ipset.add' ? list_set_uadd : list_set_udel)(net, set, asked, exist);
  const elements = set.type.uadt(set, asked, what === 'ipset.add' ? 'add' : 'del');
  if (isErrno(elements)) return elements;
  const refused = refusedExtensions(set, asked);
  if (refused) return refused;
  const ext = extensionsOf(asked);
  for (const element of elements) {
    const error =
      what === 'ipset.add' ? mtype_add(net, set, element, ext, exist) : mtype_del(net, set, element);
    if (error && !(error === 'EXIST' && exist)) return error;
  }
  return null;
}

/** What is wrong with a request to a list, whoever is in it. */
function refusedByList(net: Net, set: IpSet, asked: Asked, adt: Adt): Answer {
  return (
    refusedExtensions(set, asked) ??
    list_set_uadt(asked, (name) => net.ipset.find(name)) ??
    refusedPlace(set, asked, adt)
  );
}

function list_set_uadd(net: Net, set: IpSet, asked: Asked, exist: boolean): Answer {
  const refused = refusedByList(net, set, asked, 'add');
  if (refused) return refused;
  const name = asked.name!;
  const found = set.members.get(name);
  if (found && !exist) return 'EXIST';
  const member: Member = { element: null, row: rowOf(net, set, name, extensionsOf(asked), found?.row) };
  if (found) set.members.set(name, member);
  else set.members = withMember(set, asked, member);
  renumber(net, set);
  net.ipset.write(set, member);
  expireLater(net, set, name, member);
  return null;
}

function list_set_udel(net: Net, set: IpSet, asked: Asked, exist: boolean): Answer {
  const refused = refusedByList(net, set, asked, 'del');
  if (refused) return refused;
  const found = set.members.get(asked.name!);
  if (found) drop(net, set, asked.name!, found);
  return found || exist ? null : 'EXIST';
}

/** A list is printed in its order. */
function renumber(net: Net, set: IpSet): void {
  [...set.members.values()].forEach((member, order) => {
    if (member.row.order === order) return;
    member.row = { ...member.row, order };
    net.ipset.write(set, member);
  });
}

/** ip_set_utest: is it in there? Whatever is wrong with the question, the answer is no. */
export function ip_set_utest(net: Net, set: IpSet, asked: Asked): boolean {
  if (set.type.store === 'list')
    return !list_set_uadt(asked, (name) => net.ipset.find(name)) && inPlace(set, asked);
  const elements = set.type.uadt(set, asked, 'test');
  if (isErrno(elements)) return false;
  for (const element of elements) return mtype_test(net, set, element)?.row.nomatch === asked.nomatch;
  return false;
}
