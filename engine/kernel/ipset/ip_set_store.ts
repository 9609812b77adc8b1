// net/netfilter/ipset/ip_set_hash_gen.h and ip_set_bitmap_gen.h: members come, go and are found.
import type { IpsetMemberRow } from '../../trace/rows.ts';
import { prefixMask } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';
import type { Element, IpSet, IpsetErrno, Member } from './types.ts';

const MICROSECONDS = 1_000_000;
/** No set holds more, whatever its maxelem: a page has less memory than a server. */
const MAX_HELD = 1 << 20;

/** struct ip_set_ext: what comes with an element that is added. null: not given. */
export interface Extensions {
  readonly timeout: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string;
  readonly nomatch: boolean;
}

const keyOf = ({ ip, cidr, proto, port, ip2 }: Element) => `${ip}/${cidr} ${proto}:${port} ${ip2}`;

export function isExpired(net: Net, { row }: Member): boolean {
  return row.expires !== null && row.expires > 0 && row.expires <= net.env.now();
}

/** The row of a member as it is added, or added again. */
export function rowOf(
  net: Net,
  set: IpSet,
  element: string,
  ext: Extensions,
  before: IpsetMemberRow | undefined,
): IpsetMemberRow {
  const timeout = set.timeout === null ? null : (ext.timeout ?? set.timeout);
  return {
    kind: 'member',
    set: set.name,
    element,
    nomatch: ext.nomatch,
    order: before?.order ?? 0,
    expires: timeout === null ? null : timeout === 0 ? 0 : net.env.now() + timeout * MICROSECONDS,
    counters: set.counters
      ? {
          packets: ext.packets ?? before?.counters?.packets ?? 0,
          bytes: ext.bytes ?? before?.counters?.bytes ?? 0,
        }
      : null,
    comment: set.comment ? ext.comment : '',
  };
}

/** mtype_gc: a member goes when its time has come, unless it was given more. */
export function expireLater(net: Net, set: IpSet, key: string, member: Member): void {
  const { expires } = member.row;
  if (expires === null || expires === 0) return;
  net.env.timer(expires - net.env.now(), () => {
    if (set.members.get(key) === member && isExpired(net, member)) drop(net, set, key, member);
  });
}

export function drop(net: Net, set: IpSet, key: string, member: Member): void {
  net.ipset.erase(set, member);
  set.members.delete(key);
  if (member.element) set.nets[member.element.cidr]!--;
}

function live(net: Net, set: IpSet, key: string): Member | undefined {
  const member = set.members.get(key);
  return member && !isExpired(net, member) ? member : undefined;
}

/** A bitmap is printed in the order of its bits. */
function orderOf({ type }: IpSet, { port, ip }: Element): number {
  return type.store === 'bitmap' ? port || ip : 0;
}

/** mtype_add */
export function mtype_add(
  net: Net,
  set: IpSet,
  element: Element,
  ext: Extensions,
  exist: boolean,
): IpsetErrno | null {
  const key = keyOf(element);
  const found = live(net, set, key);
  if (found && !exist) return 'EXIST';
  if (!found && isFull(set)) return 'HASH_FULL';
  const row = rowOf(net, set, set.type.format(element), ext, found?.row);
  const member = found ?? put(net, set, key, { element, row });
  member.row = { ...row, order: orderOf(set, element) };
  net.ipset.write(set, member);
  expireLater(net, set, key, member);
  return null;
}

function isFull({ type, members, maxelem }: IpSet): boolean {
  return type.store === 'hash' && members.size >= Math.min(maxelem, MAX_HELD);
}

function put(net: Net, set: IpSet, key: string, member: Member & { element: Element }): Member {
  const stale = set.members.get(key);
  if (stale) drop(net, set, key, stale);
  set.members.set(key, member);
  set.nets[member.element.cidr]!++;
  return member;
}

/** mtype_del */
export function mtype_del(net: Net, set: IpSet, element: Element): IpsetErrno | null {
  const key = keyOf(element);
  const member = live(net, set, key);
  if (!member) return 'EXIST';
  drop(net, set, key, member);
  return null;
}

/** The element with a shorter prefix. */
function shortened(element: Element, part: 'ip' | 'ip2', cidr: number): Element {
  return { ...element, cidr, [part]: (element[part] & prefixMask(cidr)) >>> 0 };
}

/** mtype_test: an address is looked for in networks of every length there is, longest first (mtype_test_cidrs). */
export function mtype_test(net: Net, set: IpSet, element: Element): Member | undefined {
  const { network } = set.type;
  if (network === null || element.cidr !== 32) return live(net, set, keyOf(element));
  for (let cidr = 32; cidr > 0; cidr--) {
    if (set.nets[cidr] === 0) continue;
    const member = live(net, set, keyOf(shortened(element, network, cidr)));
    if (member) return member;
  }
  return undefined;
}

/** ip_set_update_counter */
export function countMember(net: Net, set: IpSet, member: Member, octets: number): void {
  const { counters } = member.row;
  if (!counters) return;
  const { packets, bytes } = counters;
  member.row = { ...member.row, counters: { packets: packets + 1, bytes: bytes + octets } };
  net.ipset.write(set, member);
}
