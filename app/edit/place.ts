// The namespace somebody edits in, the row they mean, and what can be done with it.
import type { Asked } from '../state/editing.ts';
import { type EditableRows, type EditableTable, rowsBefore, rowsNow } from '../state/rows.ts';
import type { Form, Forms, Place } from './forms/form.ts';
import { FORMS } from './forms/index.ts';

const placeOf = (ns: number): Place => ({
  rows: (table) => rowsNow(ns, table),
  had: (table, key) => rowsBefore(ns, table).has(key),
});

function formsOf<T extends EditableTable>(table: T): Forms<EditableRows[T]> {
  return FORMS[table] as Forms<EditableRows[T]>;
}

/** An address's key begins with its device's. */
function rowOf({ ns, table, key }: Asked): EditableRows[EditableTable] | undefined {
  if (key === null) return undefined;
  const rows = rowsNow(ns, table);
  return rows.get(key) ?? (table === 'link' ? rows.get(key.split(' ')[0]!) : undefined);
}

/** What is to be filled in; null where there is nothing to ask. */
export function formOf(asked: Asked): Form | null {
  const { act, ns, table, key } = asked;
  const forms = formsOf(table);
  if (act === 'add') return forms.add?.(placeOf(ns), key) ?? null;
  const row = rowOf(asked);
  if (row === undefined || key === null || act === 'delete' || act === 'toggle') return null;
  if (act === 'move' && asked.to !== undefined) return null;
  return forms[act]?.(row, key, placeOf(ns)) ?? null;
}

/** What needs no question. */
export function linesOf(asked: Asked): readonly string[] {
  const { act, ns, table, key } = asked;
  const row = rowOf(asked);
  if (row === undefined || key === null) return [];
  if (act === 'move') {
    const form = formsOf(table).move?.(row, key, placeOf(ns));
    return form?.commands({ ...form.values, node: asked.to ?? '' }) ?? [];
  }
  return act === 'delete' || act === 'toggle' ? (formsOf(table)[act]?.(row, key) ?? []) : [];
}
