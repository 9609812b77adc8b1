// What sentences are made of.
import type { TableName } from '../trace/rows.ts';

/** What a fragment of a sentence points at. */
export type Target =
  | { readonly kind: 'row'; readonly ns: number; readonly table: TableName; readonly key: string }
  | { readonly kind: 'device'; readonly device: number }
  | { readonly kind: 'event'; readonly event: number };

/** Text, text that leads somewhere, or text as it is typed. */
export type Fragment = string | { readonly text: string; readonly to: Target } | { readonly code: string };
export type Sentence = readonly Fragment[];

/** Text that leads somewhere, where there is somewhere to go. */
export const link = (text: string, to: Target | null): Fragment => (to === null ? text : { text, to });

/** Several things, with something between them. */
export const listed = (things: readonly Sentence[], between: string): Sentence =>
  things.flatMap((thing, nth) => (nth > 0 ? [between, ...thing] : thing));

export function row(ns: number, table: TableName, key: string): Target {
  return { kind: 'row', ns, table, key };
}

/** A row by a name that is the same in all languages. */
export const rowLink = (text: string, ns: number, table: TableName, key: string): Fragment =>
  link(text, row(ns, table, key));
