// The rows of a table at the step on show. What is subscribed to are integers, so a pane redraws when its own table changed.
import { useMemo } from 'react';
import type { Rows, TableName } from '../../engine/trace/rows.ts';
import { changedKeys, rowsAt, versionAt } from '../../engine/trace/state.ts';
import { previousTick, usePlayback } from '../state/playback.ts';
import { useSelection } from '../state/selection.ts';
import { useOpened, useSession } from '../state/session.ts';

export interface TableView<T extends TableName> {
  readonly rows: ReadonlyMap<string, Rows[T]>;
  /** Keys of rows that differ from a step before, and how. */
  readonly changed: ReadonlyMap<string, 'new' | 'changed'>;
}

export function useTable<T extends TableName>(ns: number, table: T): TableView<T> {
  const { trace } = useOpened();
  const history = useSession((session) => session.history);
  const base = useSession(
    (session) => session.base.get(ns)?.[table] as ReadonlyMap<string, Rows[T]> | undefined,
  );
  const version = usePlayback(({ tick }) => versionAt(history, ns, table, tick));
  const before = usePlayback(({ tick, zoom }) =>
    versionAt(history, ns, table, previousTick(trace, zoom, tick)),
  );
  return useMemo(() => {
    const changed = new Map<string, 'new' | 'changed'>();
    if (!base) return { rows: new Map<string, Rows[T]>(), changed };
    const rows = rowsAt(base, history, ns, table, version);
    const keys = changedKeys(history, ns, table, before, version);
    const old = keys.size > 0 ? rowsAt(base, history, ns, table, before) : rows;
    for (const key of keys) if (rows.has(key)) changed.set(key, old.has(key) ? 'changed' : 'new');
    return { rows, changed };
  }, [base, history, ns, table, version, before]);
}

/** Are the tables of a namespace here yet? */
export function useArrived(ns: number): boolean {
  return useSession((session) => session.base.has(ns));
}

/** Key of the row somebody pointed at, if it is of one of these tables. */
export function usePointed(ns: number, ...tables: readonly TableName[]): string | null {
  return useSelection(({ row }) => (row && row.ns === ns && tables.includes(row.table) ? row.key : null));
}
