// net/ipv4/fib_trie.c: the routing tables. A map per prefix length answers what the kernel's trie answers.

import type { RouteCandidate, RouteLookup, RouteLost } from '../../trace/events.ts';
import type { RouteRow } from '../../trace/rows.ts';
import { formatIpv4, type Ipv4Address, prefixMask } from '../../wire/address.ts';
import type { RowTable, SharedRows } from '../row_table.ts';
import type { RouteConfig } from './fib_semantics.ts';

export const RT_TABLE_MAIN = 254;
export const RT_TABLE_LOCAL = 255;

/** What makes two routes the same entry: table, prefix, metric, next hop. */
export function routeKey(row: RouteConfig): string {
  const via = row.gateway === null ? '' : ` via ${formatIpv4(row.gateway)}`;
  const more = row.nexthops ? ` and ${row.nexthops.length - 1} more` : '';
  return `${row.table} ${row.type} ${formatIpv4(row.dst)}/${row.length}${via} dev ${row.dev ?? '-'} metric ${row.metric}${more}`;
}

interface Entry {
  readonly key: string;
  readonly row: RouteRow;
}

/** The networks of one prefix length; the entries of each, best first. */
interface PrefixLength {
  readonly length: number;
  readonly mask: number;
  readonly networks: Map<Ipv4Address, readonly Entry[]>;
  /** For the networks that this table has nothing of its own for. */
  shared: SharedRoutes | null;
}

/** Routes of the main table that several namespaces begin with. */
export interface SharedRoutes {
  readonly rows: SharedRows<RouteRow>;
  /** The lengths of their prefixes. */
  readonly lengths: readonly number[];
  /** Those to exactly this network, best first. */
  routesTo(network: Ipv4Address, length: number): readonly RouteRow[];
}

export interface FibResult {
  readonly lookup: RouteLookup;
  readonly row: RouteRow | null;
}

/** A route can be refused for reasons outside the table: its device is down, or the flow is bound to another. */
export type RouteFilter = (row: RouteRow) => RouteLost | null;

export class FibTable {
  readonly rows: RowTable<'route'>;
  /** The prefixes of each table, the longest first. */
  private readonly tables = new Map<number, PrefixLength[]>();

  constructor(rows: RowTable<'route'>) {
    this.rows = rows;
  }

  /** Begins with the routes of others, too, but for some. */
  share(shared: SharedRoutes, but: readonly RouteRow[]): void {
    this.rows.share(shared.rows, but.map(routeKey));
    for (const length of shared.lengths) this.ofLength(RT_TABLE_MAIN, length).shared = shared;
    for (const row of but) this.put(row, (entries) => entries.filter(({ key }) => key !== routeKey(row)));
  }

  /** Behind the entries of the same prefix and metric, or in front of them. */
  insert(row: RouteRow, place: 'last' | 'first' = 'last'): void {
    const before = this.entries(row);
    const behind = ({ row: { metric } }: Entry) =>
      place === 'last' ? metric > row.metric : metric >= row.metric;
    const found = before.findIndex(behind);
    const at = found < 0 ? before.length : found;
    const entries = this.put(row, () => before.toSpliced(at, 0, { key: routeKey(row), row }));
    this.write(entries, at);
  }

  remove(row: RouteRow): void {
    const key = routeKey(row);
    this.put(row, (entries) => entries.filter((entry) => entry.key !== key));
    this.rows.delete(key);
  }

  /** The entry is as before but for its next hop, preferred source or flags. */
  replace(before: RouteRow, after: RouteRow): void {
    const at = this.entries(before).findIndex((entry) => entry.row === before);
    const entries = this.put(before, (all) => all.with(at, { key: routeKey(after), row: after }));
    if (routeKey(before) !== routeKey(after)) this.rows.delete(routeKey(before));
    this.write(entries, at);
  }

  /** The entries for exactly this prefix, best first. */
  of(config: Pick<RouteConfig, 'table' | 'dst' | 'length'>): readonly RouteRow[] {
    return this.entries(config).map(({ row }) => row);
  }

  /** Does the table exist? It does once it has had an entry. */
  exists(table: number): boolean {
    return this.tables.has(table);
  }

  /** Rows stand in the order of the entries, so those behind a new one are written again. */
  private write(entries: readonly Entry[], from: number): void {
    const isNew = this.rows.get(entries[from]!.key) === undefined;
    if (isNew) for (const { key } of entries.slice(from + 1)) this.rows.delete(key);
    for (const { key, row } of isNew ? entries.slice(from) : [entries[from]!]) this.rows.set(key, row);
  }

  private entries({ table, dst, length }: Pick<RouteConfig, 'table' | 'dst' | 'length'>): readonly Entry[] {
    const known = this.tables.get(table)?.find((each) => each.length === length);
    return known ? entriesAt(known, dst) : NONE;
  }

  /** Writes the entries of one prefix. */
  private put(
    { table, dst, length }: RouteRow,
    change: (entries: readonly Entry[]) => readonly Entry[],
  ): readonly Entry[] {
    const prefixes = this.ofLength(table, length);
    const entries = change(entriesAt(prefixes, dst));
    prefixes.networks.set((dst & prefixes.mask) >>> 0, entries);
    return entries;
  }

  /** Longest prefix first, then lowest metric; every entry that contains the address is a candidate. */
  lookup(table: number, address: Ipv4Address, filter: RouteFilter): FibResult {
    const candidates: RouteCandidate[] = [];
    let winner: RouteRow | null = null;
    for (const prefixes of this.tables.get(table) ?? []) {
      for (const { key, row } of entriesAt(prefixes, address)) {
        const lost = winner ? lostTo(winner, row) : filter(row);
        if (lost === null) winner = row;
        candidates.push({ key, lost });
      }
    }
    // A copy is as long as it must be; traces keep a great many.
    return { lookup: { table, candidates: candidates.slice() }, row: winner };
  }

  /** The best entry that contains an address, when nobody asks which others do. */
  find(table: number, address: Ipv4Address): RouteRow | null {
    for (const prefixes of this.tables.get(table) ?? []) {
      const entries = entriesAt(prefixes, address);
      if (entries.length > 0) return entries[0]!.row;
    }
    return null;
  }

  private ofLength(table: number, length: number): PrefixLength {
    const lengths = this.tables.get(table) ?? [];
    this.tables.set(table, lengths);
    const known = lengths.find((each) => each.length === length);
    if (known) return known;
    const made: PrefixLength = { length, mask: prefixMask(length), networks: new Map(), shared: null };
    const shorter = lengths.findIndex((each) => each.length < length);
    lengths.splice(shorter < 0 ? lengths.length : shorter, 0, made);
    return made;
  }
}

const NONE: readonly Entry[] = [];

function entriesAt({ length, mask, networks, shared }: PrefixLength, address: Ipv4Address): readonly Entry[] {
  const network = (address & mask) >>> 0;
  const known = networks.get(network);
  if (known || !shared) return known ?? NONE;
  const entries = shared.routesTo(network, length).map((row) => ({ key: routeKey(row), row }));
  if (entries.length > 0) networks.set(network, entries);
  return entries;
}

function lostTo(winner: RouteRow, row: RouteRow): RouteLost {
  if (row.length < winner.length) return 'prefix-shorter';
  return row.metric > winner.metric ? 'metric-higher' : 'later-row';
}
