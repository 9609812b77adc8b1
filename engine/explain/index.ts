// Events in words. Reads what the engine recorded and never decides anything itself.
import type { Level, Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableName, TableSet } from '../trace/rows.ts';

/** What a fragment of a sentence points at. */
export type Target =
  | { readonly kind: 'row'; readonly ns: number; readonly table: TableName; readonly key: string }
  | { readonly kind: 'device'; readonly device: number }
  | { readonly kind: 'event'; readonly event: number };

export type Fragment = string | { readonly text: string; readonly to: Target };
export type Sentence = readonly Fragment[];

/** The name of a step, for the list of steps: where, and what happens (`FORWARD · filter`, `rule 10: ACCEPT`). */
export function titleOf(_trace: Trace, _outline: Outline, _zoom: Level, _tick: number): string {
  throw new Error('not written yet');
}

/** One or two sentences: what happened at a step and why, and which kernel function did it. `tables`: those of its namespace, for rule texts. */
export function whyOf(_trace: Trace, _outline: Outline, _zoom: Level, _tick: number, _tables: TableSet | null): readonly Sentence[] {
  throw new Error('not written yet');
}
