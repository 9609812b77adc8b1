// ipset lib/session.c list_set: sets and their members, as `ipset list` and `ipset save` print them.
import type { IpsetMemberRow, IpsetSetRow, TableSet } from '../../trace/rows.ts';
import type { PrintedLine } from '../printed_line.ts';

export interface Listed {
  readonly key: string;
  readonly set: IpsetSetRow;
  readonly members: readonly [key: string, row: IpsetMemberRow][];
}

/** struct ip_set_comment_rcu, and the zero at the end. */
const COMMENT_OCTETS = 17;
const MICROSECONDS = 1_000_000;

const isLast = ({ type }: IpsetSetRow) => (type === 'list:set' ? 1 : 0);

/** By their places in the kernel's array; lists come last, so that what they name is there when it is read back. */
export function listedSets(rows: TableSet['ipset']): Listed[] {
  const members = new Map<string, [string, IpsetMemberRow][]>();
  const sets: [string, IpsetSetRow][] = [];
  for (const [key, row] of rows) {
    if (row.kind === 'set') sets.push([key, row]);
    else if (members.has(row.set)) members.get(row.set)!.push([key, row]);
    else members.set(row.set, [[key, row]]);
  }
  sets.sort(([, a], [, b]) => isLast(a) - isLast(b) || a.index - b.index);
  return sets.map(([key, set]) => ({
    key,
    set,
    members: (members.get(set.name) ?? []).sort(([, a], [, b]) => a.order - b.order),
  }));
}

/** ip_set_timeout_get: whole seconds, and never 0 while there is any time left. */
function secondsLeft(expires: number, now: number): number {
  return expires === 0 ? 0 : Math.max(1, Math.floor((expires - now) / MICROSECONDS));
}

export function memberText(
  { element, nomatch, expires, counters, comment }: IpsetMemberRow,
  now: number,
): string {
  return [
    element,
    ...(nomatch ? ['nomatch'] : []),
    ...(expires === null ? [] : [`timeout ${secondsLeft(expires, now)}`]),
    ...(counters ? [`packets ${counters.packets} bytes ${counters.bytes}`] : []),
    ...(comment === '' ? [] : [`comment "${comment}"`]),
  ].join(' ');
}

function memoryOf({ set, members }: Listed): number {
  const comments = members.filter(([, { comment }]) => comment !== '');
  return (
    set.octets.set +
    set.octets.member * members.length +
    comments.reduce((sum, [, { comment }]) => sum + comment.length + COMMENT_OCTETS, 0)
  );
}

/** Everything above the members. */
export function headLines(listed: Listed): string[] {
  const { set, members } = listed;
  return [
    `Name: ${set.name}`,
    `Type: ${set.type}`,
    `Revision: ${set.revision}`,
    `Header: ${set.header}`,
    `Size in memory: ${memoryOf(listed)}`,
    `References: ${set.references}`,
    `Number of entries: ${members.length}`,
  ];
}

export const savedLines = ({ set }: Listed, members: readonly string[]): string[] => [
  `create ${set.name} ${set.type} ${set.header}`,
  ...members.map((text) => `add ${set.name} ${text}`),
];

/** `ipset list` */
export function printIpsets(
  tables: Pick<TableSet, 'ipset'>,
  options: { readonly now: number },
): PrintedLine[] {
  return listedSets(tables.ipset).flatMap((listed, at) => [
    ...(at > 0 ? [{ key: null, text: '' }] : []),
    ...headLines(listed).map((text, line) => ({ key: line === 0 ? listed.key : null, text })),
    { key: null, text: 'Members:' },
    ...listed.members.map(([key, row]) => ({ key, text: memberText(row, options.now) })),
  ]);
}
