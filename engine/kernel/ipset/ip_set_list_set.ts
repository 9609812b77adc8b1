// net/netfilter/ipset/ip_set_list_set.c: sets that are asked one after the other.
import type { Adt, Asked, IpSet, IpsetErrno, Member, SetType } from './types.ts';

/** `size` below this is this. */
export const IP_SET_LIST_MIN_SIZE = 4;

/** Its members are names, not elements: what the other types do with those is done below. */
export const list_set: SetType = {
  name: 'list:set',
  revision: 3,
  dimension: 1,
  features: 'name',
  store: 'list',
  network: null,
  octets: { set: 80, element: 48 },
  uadt: () => 'EINVAL',
  kadt: () => null,
  format: () => '',
};

/** list_set_uadt: which sets a request names, and whether they are there. */
export function list_set_uadt(
  { name, place }: Asked,
  find: (name: string) => IpSet | undefined,
): IpsetErrno | null {
  const named = name === null ? undefined : find(name);
  if (!named) return 'NAME';
  if (named.type.store === 'list') return 'LOOP';
  return place && !find(place.of) ? 'NAMEREF' : null;
}

/** Does the member stand where the request says? */
export function inPlace({ members }: IpSet, { name, place }: Asked): boolean {
  const names = [...members.keys()];
  const at = names.indexOf(name!);
  return at >= 0 && (place === null || names[at + (place.before ? 1 : -1)] === place.of);
}

/** What stands in the way of an add or del, besides the member itself. */
export function refusedPlace(set: IpSet, asked: Asked, adt: Adt): IpsetErrno | null {
  if (!asked.place) return null;
  const there = adt === 'add' ? set.members.has(asked.place.of) : inPlace(set, asked);
  return there ? null : 'REF_EXIST';
}

/** The members with one more, where the request wants it. */
export function withMember({ members }: IpSet, { name, place }: Asked, member: Member): Map<string, Member> {
  const entries = [...members];
  const beside = place ? entries.findIndex(([other]) => other === place.of) : -1;
  const at = place ? beside + (place.before ? 0 : 1) : entries.length;
  return new Map([...entries.slice(0, at), [name!, member], ...entries.slice(at)]);
}
