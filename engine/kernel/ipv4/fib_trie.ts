// net/ipv4/fib_trie.c: the routing tables. A map per prefix length answers what the kernel's trie answers.

import type { RouteCandidate, RouteLookup, RouteLost } from '../../trace/events.ts';
import type { RouteRow } from '../../trace/rows.ts';
import { formatIpv4, type Ipv4Address, prefixMask } from '../../wire/address.ts';
import type { RowTable } from '../row_table.ts';
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
  readonly networks: Map<Ipv4Address, Entry[]>;
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

  /** Behind the entries of the same prefix and metric, or in front of them. */
  insert(row: RouteRow, place: 'last' | 'first' = 'last'): void {
    const entries = this.entries(row);
    const behind = ({ row: { metric } }: Entry) =>
      place === 'last' ? metric > row.metric : metric >= row.metric;
    const found = entries.findIndex(behind);
    const at = found < 0 ? entries.length : found;
    entries.splice(at, 0, { key: routeKey(row), row });
    this.write(entries, at);
  }

  remove(row: RouteRow): void {
    const entries = this.entries(row);
    const key = routeKey(row);
    const at = entries.findIndex((entry) => entry.key === key);
    if (at >= 0) entries.splice(at, 1);
    this.rows.delete(key);
  }

  /** The entry is as before but for its next hop, preferred source or flags. */
  replace(before: RouteRow, after: RouteRow): void {
    const entries = this.entries(before);
    const at = entries.findIndex((entry) => entry.row === before);
    entries[at] = { key: routeKey(after), row: after };
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

  private entries({ table, dst, length }: Pick<RouteConfig, 'table' | 'dst' | 'length'>): Entry[] {
    const { networks, mask } = this.ofLength(table, length);
    const network = (dst & mask) >>> 0;
    const entries = networks.get(network) ?? [];
    networks.set(network, entries);
    return entries;
  }

  /** Longest prefix first, then lowest metric; every entry that contains the address is a candidate. */
  lookup(table: number, address: Ipv4Address, filter: RouteFilter): FibResult {
    const candidates: RouteCandidate[] = [];
    let winner: RouteRow | null = null;
    for (const { mask, networks } of this.tables.get(table) ?? []) {
      const entries = networks.get((address & mask) >>> 0);
      if (!entries) continue;
      for (const { key, row } of entries) {
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
    for (const { mask, networks } of this.tables.get(table) ?? []) {
      const entries = networks.get((address & mask) >>> 0);
      if (entries && entries.length > 0) return entries[0]!.row;
    }
    return null;
  }

  private ofLength(table: number, length: number): PrefixLength {
    const lengths = this.tables.get(table) ?? [];
    this.tables.set(table, lengths);
    const known = lengths.find((each) => each.length === length);
    if (known) return known;
    const made = { length, mask: prefixMask(length), networks: new Map() };
    const shorter = lengths.findIndex((each) => each.length < length);
    lengths.splice(shorter < 0 ? lengths.length : shorter, 0, made);
    return made;
  }
}

function lostTo(winner: RouteRow, row: RouteRow): RouteLost {
  if (row.length < winner.length) return 'prefix-shorter';
  return row.metric > winner.metric ? 'metric-higher' : 'later-row';
}
