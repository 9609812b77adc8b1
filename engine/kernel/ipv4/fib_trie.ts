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
  return `${row.table} ${row.type} ${formatIpv4(row.dst)}/${row.length}${via} dev ${row.dev ?? '-'} metric ${row.metric}`;
}

interface Entry {
  readonly key: string;
  readonly row: RouteRow;
}

export interface FibResult {
  readonly lookup: RouteLookup;
  readonly row: RouteRow | null;
}

/** A route can be refused for reasons outside the table: its device is down, or the flow is bound to another. */
export type RouteFilter = (row: RouteRow) => RouteLost | null;

export class FibTable {
  readonly rows: RowTable<'route'>;
  /** table → prefix length → network → entries, best first. */
  private readonly tables = new Map<number, Map<Ipv4Address, Entry[]>[]>();

  constructor(rows: RowTable<'route'>) {
    this.rows = rows;
  }

  insert(row: RouteRow): void {
    const key = routeKey(row);
    this.rows.set(key, row);
    const lengths = this.lengths(row.table);
    const network = (row.dst & prefixMask(row.length)) >>> 0;
    const entries = lengths[row.length]!.get(network) ?? [];
    const at = entries.findIndex((entry) => entry.row.metric > row.metric);
    entries.splice(at < 0 ? entries.length : at, 0, { key, row });
    lengths[row.length]!.set(network, entries);
  }

  /** Is there an entry for this prefix and metric already (fib_table_insert's EEXIST)? */
  has(row: RouteConfig): boolean {
    const network = (row.dst & prefixMask(row.length)) >>> 0;
    return (this.lengths(row.table)[row.length]!.get(network) ?? []).some(
      (entry) => entry.row.metric === row.metric,
    );
  }

  /** Longest prefix first, then lowest metric; every entry that contains the address is a candidate. */
  lookup(table: number, address: Ipv4Address, filter: RouteFilter): FibResult {
    const lengths = this.lengths(table);
    const candidates: RouteCandidate[] = [];
    let winner: RouteRow | null = null;
    for (let length = 32; length >= 0; length--) {
      for (const { key, row } of lengths[length]!.get((address & prefixMask(length)) >>> 0) ?? []) {
        const lost = winner ? lostTo(winner, row) : filter(row);
        if (lost === null) winner = row;
        candidates.push({ key, lost });
      }
    }
    return { lookup: { table, candidates }, row: winner };
  }

  private lengths(table: number): Map<Ipv4Address, Entry[]>[] {
    let lengths = this.tables.get(table);
    if (!lengths) {
      lengths = Array.from({ length: 33 }, () => new Map());
      this.tables.set(table, lengths);
    }
    return lengths;
  }
}

function lostTo(winner: RouteRow, row: RouteRow): RouteLost {
  if (row.length < winner.length) return 'prefix-shorter';
  return row.metric > winner.metric ? 'metric-higher' : 'later-row';
}
