// Where something is in a network: namespaces and devices by name or address, chains, rules and table rows by their text.
import { printFdb, printNeighbours, printRoutes } from './shell/print/index.ts';
import type { PrintedLine } from './shell/printed_line.ts';
import type { DeviceOutline, NamespaceOutline, Outline } from './trace/outline.ts';
import type { TableName, TableSet } from './trace/rows.ts';
import { formatIpv4 } from './wire/address.ts';

const FINDING_KINDS = ['namespace', 'device', 'chain', 'rule', 'route', 'neigh', 'fdb'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  readonly ns: number;
  /** Outline id; -1 for all but devices. */
  readonly device: number;
  /** Key of the row in the namespace's table of this name; empty for namespaces and devices. */
  readonly key: string;
  readonly text: string;
}

export interface FindingGroup {
  readonly kind: FindingKind;
  readonly found: readonly Finding[];
  /** Is there more than was asked for? */
  readonly more: boolean;
}

/** Something that can be found: its own text, some word of which must be asked for, and that of the place it is in. */
interface Entry extends Finding {
  readonly own: string;
  readonly place: string;
}

/** rtnetlink ids: `ip route` prints main; local holds what the host itself is. */
const TABLES = [254, 255] as const;

type Printer = (tables: TableSet) => readonly PrintedLine[];

const PRINTERS: readonly (readonly [Extract<FindingKind, TableName>, Printer])[] = [
  ['chain', ({ chain }) => [...chain].map(([key, row]) => ({ key, text: `${row.table} ${row.chain}` }))],
  [
    'rule',
    ({ rule }) =>
      [...rule].map(([key, row]) => ({ key, text: `-t ${row.table} -A ${row.chain} ${row.spec}`.trim() })),
  ],
  ['route', ({ route }) => TABLES.flatMap((table) => printRoutes({ route }, table))],
  ['neigh', printNeighbours],
  ['fdb', printFdb],
];

/** Word by word, all of them, at least one of them in its own text. */
function matches({ own, place }: Entry, words: readonly string[]): boolean {
  return (
    words.some((word) => own.includes(word)) &&
    words.every((word) => own.includes(word) || place.includes(word))
  );
}

const IN_WORD = /[-\w.:]/;

/** How far a text is from a word: it is a whole word of it, the beginning of one, something inside, nothing. */
function distance(own: string, word: string): number {
  let least = 3;
  for (let at = own.indexOf(word); at >= 0; at = own.indexOf(word, at + 1)) {
    const begins = at === 0 || !IN_WORD.test(own[at - 1]!);
    const after = own[at + word.length];
    const ends = after === undefined || !IN_WORD.test(after);
    least = Math.min(least, begins ? (ends ? 0 : 1) : 2);
  }
  return least;
}

function namespaceEntry(outline: Outline, { id, name, label, machine }: NamespaceOutline): Entry {
  const host = outline.machines[machine]!;
  const place = `${host.name} ${host.label}`.toLowerCase();
  return {
    kind: 'namespace',
    ns: id,
    device: -1,
    key: '',
    text: name,
    own: `${label} ${name}`.toLowerCase(),
    place,
  };
}

function deviceEntry(outline: Outline, { id, ns, name, mac, addresses }: DeviceOutline): Entry {
  const { label, name: where } = outline.namespaces[ns]!;
  const text = [
    name,
    ...addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`),
    mac,
  ].join(' ');
  return {
    kind: 'device',
    ns,
    device: id,
    key: '',
    text,
    own: text.toLowerCase(),
    place: `${label} ${where}`.toLowerCase(),
  };
}

function rowEntries({ id: ns, name, label }: NamespaceOutline, tables: TableSet): Entry[] {
  const place = `${label} ${name}`.toLowerCase();
  return PRINTERS.flatMap(([kind, print]) =>
    print(tables).flatMap(({ key, text }) =>
      key === null ? [] : [{ kind, ns, device: -1, key, text, own: text.toLowerCase(), place }],
    ),
  );
}

export type Finder = (text: string, limit: number) => FindingGroup[];

/** Finds in one network. Tables are asked for one namespace at a time, and not at all once enough was found. */
export function createFinder(outline: Outline, tablesOf: (ns: number) => TableSet): Finder {
  const rows = new WeakMap<TableSet, readonly Entry[]>();
  let names: readonly Entry[] | null = null;

  function rowsOf(space: NamespaceOutline): readonly Entry[] {
    const tables = tablesOf(space.id);
    const entries = rows.get(tables) ?? rowEntries(space, tables);
    rows.set(tables, entries);
    return entries;
  }

  return (text, limit) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const groups = new Map<FindingKind, Entry[]>(FINDING_KINDS.map((kind) => [kind, []]));
    const gather = (entries: readonly Entry[]) => {
      for (const entry of entries) if (matches(entry, words)) groups.get(entry.kind)!.push(entry);
    };
    names ??= [
      ...outline.namespaces.map((space) => namespaceEntry(outline, space)),
      ...outline.devices.map((device) => deviceEntry(outline, device)),
    ];
    gather(names);
    for (const space of outline.namespaces) {
      if (PRINTERS.every(([kind]) => groups.get(kind)!.length > limit)) break;
      gather(rowsOf(space));
    }
    return [...groups]
      .filter(([, entries]) => entries.length > 0)
      .map(([kind, entries]) => ranked(kind, entries, words))
      .sort((a, b) => a.nearest - b.nearest)
      .map(({ kind, findings }) => ({
        kind,
        found: findings.slice(0, limit),
        more: findings.length > limit,
      }));
  };
}

interface Ranked {
  readonly kind: FindingKind;
  readonly findings: readonly Finding[];
  /** How far the best of them is from what was typed. */
  readonly nearest: number;
}

function ranked(kind: FindingKind, entries: readonly Entry[], words: readonly string[]): Ranked {
  const sorted = entries
    .map((entry) => ({ entry, far: Math.min(...words.map((word) => distance(entry.own, word))) }))
    .sort((a, b) => a.far - b.far);
  const findings = sorted.map(({ entry: { ns, device, key, text } }) => ({ kind, ns, device, key, text }));
  return { kind, findings, nearest: sorted[0]!.far };
}
