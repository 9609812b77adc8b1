// Rows that can be edited: of a namespace's tables, as they stand at the step on show and as they stood before the probe, and of
// the cluster that was declared.
import type { ClusterRows } from '../../engine/cluster/kubectl/rows.ts';
import type { Rows } from '../../engine/trace/rows.ts';
import { rowsAt, versionAt } from '../../engine/trace/state.ts';
import { usePlayback } from './playback.ts';
import { useSession } from './session.ts';

type ObjectTable = Exclude<keyof ClusterRows, 'version'>;
type ObjectRows = { readonly [T in ObjectTable]: ClusterRows[T][number] };

export interface EditableRows extends Rows, ObjectRows {}
export type EditableTable = keyof EditableRows;

type RowsOf<T extends EditableTable> = ReadonlyMap<string, EditableRows[T]>;

const OBJECT_TABLES: Readonly<Record<ObjectTable, true>> = {
  nodes: true,
  pods: true,
  services: true,
  endpoints: true,
  workloads: true,
};

/** Objects are in no namespace of a machine; this stands for where they are. */
export const IN_CLUSTER = -1;

export const isObjectTable = (table: EditableTable): table is ObjectTable =>
  Object.hasOwn(OBJECT_TABLES, table);

const keyOf = (row: { readonly name: string; readonly namespace?: string }) =>
  row.namespace === undefined ? row.name : `${row.namespace}/${row.name}`;

function objectsIn(table: ObjectTable): ReadonlyMap<string, ObjectRows[ObjectTable]> {
  const rows = useSession.getState().opened?.cluster?.[table] ?? [];
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** Before the probe, when edits are made; none while the tables are on their way. */
export function rowsBefore<T extends EditableTable>(ns: number, table: T): RowsOf<T> {
  const rows = isObjectTable(table)
    ? objectsIn(table)
    : useSession.getState().base.get(ns)?.[table as keyof Rows];
  return (rows ?? new Map()) as unknown as RowsOf<T>;
}

/** At the step on show. */
export function rowsNow<T extends EditableTable>(ns: number, table: T): RowsOf<T> {
  if (isObjectTable(table)) return rowsBefore(ns, table);
  const { history } = useSession.getState();
  const { tick } = usePlayback.getState();
  const own = table as keyof Rows;
  return rowsAt(
    rowsBefore(ns, own),
    history,
    ns,
    own,
    versionAt(history, ns, own, tick),
  ) as unknown as RowsOf<T>;
}
