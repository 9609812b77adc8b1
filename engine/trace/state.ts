// Pure readers: the tables of a namespace at a position, from its base rows and the changes of the trace.
import type { Trace } from './events.ts';
import type { Change, Rows, TableName, TableSet } from './rows.ts';

interface Dated {
  readonly tick: number;
  readonly change: Change;
}

type AnyRows = ReadonlyMap<string, Rows[TableName]>;

/** A table as it was after so many changes. */
interface Checkpoint {
  readonly version: number;
  readonly rows: AnyRows;
}

/** The changes of one table in order, and copies of it made on the way, so that no position is far from one. */
interface TableHistory {
  readonly changes: Dated[];
  /** By the rows before the first change; ascending. */
  readonly checkpoints: WeakMap<AnyRows, Checkpoint[]>;
}

/** All changes of a trace, by namespace and table. */
export type History = ReadonlyMap<string, TableHistory>;

/** Fewest changes between two copies. A copy is as far from the next as it is long: all together are as long as the history. */
const SPACING = 256;

const historyKey = (ns: number, table: TableName) => `${ns} ${table}`;

/** A change happens with the last tick of its own event (a matched rule counts when it has matched). */
export function historyOf(trace: Trace): History {
  const history = new Map<string, TableHistory>();
  trace.events.forEach((event, index) => {
    for (const change of event.changes) {
      const key = historyKey(change.ns, change.table);
      const dated = { tick: trace.ticks[index + 1]! - 1, change };
      const known = history.get(key);
      if (known) known.changes.push(dated);
      else history.set(key, { changes: [dated], checkpoints: new WeakMap() });
    }
  });
  return history;
}

/** How many of a list in ascending order come before the first that is too late. */
function countUntil<T>(list: readonly T[], isLate: (entry: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLate(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many changes a table has seen at a tick. Two ticks with the same version show the same rows. */
export function versionAt(history: History, ns: number, table: TableName, tick: number): number {
  const changes = history.get(historyKey(ns, table))?.changes ?? [];
  return countUntil(changes, (dated) => dated.tick > tick);
}

/** The rows of a table after `version` changes. */
export function rowsAt<T extends TableName>(
  base: ReadonlyMap<string, Rows[T]>,
  history: History,
  ns: number,
  table: T,
  version: number,
): ReadonlyMap<string, Rows[T]> {
  const known = history.get(historyKey(ns, table));
  if (version === 0 || !known) return base;
  const from = checkpointBefore(known, base, version);
  return replay(from, known.changes, version) as ReadonlyMap<string, Rows[T]>;
}

function replay({ version: from, rows: before }: Checkpoint, changes: readonly Dated[], to: number): AnyRows {
  const rows = new Map(before);
  for (let index = from; index < to; index++) {
    const { key, after } = changes[index]!.change;
    if (after === null) rows.delete(key);
    else rows.set(key, after);
  }
  return rows;
}

function checkpointBefore(
  { changes, checkpoints }: TableHistory,
  base: AnyRows,
  version: number,
): Checkpoint {
  const made = checkpoints.get(base) ?? [{ version: 0, rows: base }];
  checkpoints.set(base, made);
  for (;;) {
    const last = made[made.length - 1]!;
    const next = last.version + Math.max(SPACING, last.rows.size);
    if (next > version) break;
    made.push({ version: next, rows: replay(last, changes, next) });
  }
  return made[countUntil(made, (each) => each.version > version) - 1]!;
}

/** All tables of a namespace as they stand at a tick; each is made when somebody asks for it. */
export function tablesAt(base: TableSet, history: History, ns: number, tick: number): TableSet {
  const tables = {};
  for (const table of Object.keys(base) as TableName[])
    Object.defineProperty(tables, table, {
      enumerable: true,
      get: () => rowsAt(base[table], history, ns, table, versionAt(history, ns, table, tick)),
    });
  return tables as TableSet;
}

/** Keys whose rows differ between two versions of a table, in either direction. */
export function changedKeys(
  history: History,
  ns: number,
  table: TableName,
  from: number,
  to: number,
): Set<string> {
  const changes = history.get(historyKey(ns, table))?.changes ?? [];
  return new Set(changes.slice(Math.min(from, to), Math.max(from, to)).map((dated) => dated.change.key));
}
