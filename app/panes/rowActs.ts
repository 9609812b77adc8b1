// Which of printed lines are rows, and what can be done with each.
import type { PrintedLine } from '../../engine/shell/print/index.ts';
import { type Act, actsOf, isAddress, nameOf, toggled } from '../state/editing.ts';
import { type EditableTable, rowsBefore, rowsNow } from '../state/rows.ts';
import type { edit } from '../words/en/edit.ts';
import type { PrintedRows } from './lines.ts';

export interface Row {
  readonly table: EditableTable;
  readonly key: string;
  /** As it is called where its whole line would be too much. */
  readonly name: string;
  readonly acts: readonly Act[];
}

/** A chain's heading is printed among its rules. */
const tableOf = ({ table }: PrintedRows, key: string): EditableTable =>
  table === 'rule' && key.endsWith(':0') ? 'chain' : table;

/** The row that a line shows; null where it shows none. */
export function rowAt(ns: number, printed: PrintedRows, index: number): Row | null {
  const line = printed.lines[index];
  if (!line || line.key === null) return null;
  const { key, text } = line;
  const table = tableOf(printed, key);
  const before = isAddress(table, key) || rowsBefore(ns, table).has(key);
  const acts = actsOf(table, key, rowsNow(ns, table).get(key), before);
  return { table, key, name: nameOf(table, key) || text.trim(), acts };
}

/** The line of the row that a line belongs to: what stands below a device's first line is the device's. */
export function rowOfLine(lines: readonly PrintedLine[], index: number): number | null {
  if (!lines[index] || lines[index].text === '') return null;
  for (let at = index; at >= 0; at--) if (lines[at]!.key !== null) return at;
  return null;
}

/** The next line in a direction that is a row with which something can be done. */
export function nextRow(ns: number, printed: PrintedRows, from: number, by: number): number | null {
  for (let at = from + by; printed.lines[at]; at += by)
    if ((rowAt(ns, printed, at)?.acts.length ?? 0) > 0) return at;
  return null;
}

/** What an act is called: of a toggle, what comes of it; what is put on a node is a pod. */
export function wordOf(act: Act, ns: number, { table, key }: Row): keyof typeof edit.acts {
  if (act === 'toggle') return toggled(table, rowsNow(ns, table).get(key))!;
  return act === 'add' && table === 'nodes' ? 'addPod' : act;
}
