// Pure readers: the tables of a namespace at a position, from its base rows and the changes of the trace.
import type { Trace } from './events.ts';
import type { Change, Rows, TableName } from './rows.ts';

interface Dated {
  readonly tick: number;
  readonly change: Change;
}

/** All changes of a trace, by namespace and table, in order. */
export type History = ReadonlyMap<string, readonly Dated[]>;

const historyKey = (ns: number, table: TableName) => `${ns} ${table}`;

/** A change happens with the last tick of its own event (a matched rule counts when it has matched). */
export function historyOf(trace: Trace): History {
  const history = new Map<string, Dated[]>();
  trace.events.forEach((event, index) => {
    for (const change of event.changes) {
      const key = historyKey(change.ns, change.table);
      const dated = { tick: trace.ticks[index + 1]! - 1, change };
      const list = history.get(key);
      if (list) list.push(dated);
      else history.set(key, [dated]);
    }
  });
  return history;
}

/** How many changes a table has seen at a tick. Two ticks with the same version show the same rows. */
export function versionAt(history: History, ns: number, table: TableName, tick: number): number {
  const list = history.get(historyKey(ns, table)) ?? [];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.tick <= tick) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of a table after `version` changes. */
export function rowsAt<T extends TableName>(
  base: ReadonlyMap<string, Rows[T]>,
  history: History,
  ns: number,
  table: T,
  version: number,
): ReadonlyMap<string, Rows[T]> {
  if (version === 0) return base;
  const rows = new Map(base);
  const list = history.get(historyKey(ns, table)) ?? [];
  for (let index = 0; index < version; index++) {
    const { key, after } = list[index]!.change;
    if (after === null) rows.delete(key);
    else rows.set(key, after as Rows[T]);
  }
  return rows;
}

/** Keys whose rows differ between two versions of a table, in either direction. */
export function changedKeys(
  history: History,
  ns: number,
  table: TableName,
  from: number,
  to: number,
): Set<string> {
  const list = history.get(historyKey(ns, table)) ?? [];
  return new Set(list.slice(Math.min(from, to), Math.max(from, to)).map((dated) => dated.change.key));
}
