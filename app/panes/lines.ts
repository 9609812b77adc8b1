// Printed lines, and what a step says about the rows they show.
import type { PrintedLine } from '../../engine/shell/print/index.ts';
import type { EditableTable } from '../state/rows.ts';
import { type Mark, type Marks, NO_MARKS } from './marks.ts';

type Change = 'new' | 'changed';

export interface Notes {
  markOf(key: string): Mark | null;
  /** Rows that differ from a step before: new were not there. */
  readonly changed: ReadonlyMap<string, Change>;
  /** The rule that was tried last. */
  readonly current: string | null;
  /** A row somebody pointed at. */
  readonly pointed: string | null;
  /** The row the step is about, kept in view. */
  readonly about: string | null;
}

export interface Stops {
  readonly set: ReadonlySet<string>;
  toggle(key: string): void;
}

/** Lines that one command prints. */
export interface Printed {
  readonly command: string;
  readonly lines: readonly PrintedLine[];
  readonly notes: Notes;
  /** Rules have a column in front: their numbers, and what came of them. */
  readonly rules?: boolean;
  /** Keys of rows at which there are breakpoints, and a way to set them and to take them back. */
  readonly stops?: Stops;
}

/** Lines that show rows, which can be edited. */
export interface PrintedRows extends Printed {
  /** The table whose rows these are; its rules stand below chains, which are rows of their own. */
  readonly table: EditableTable;
}

const NO_CHANGES: ReadonlyMap<string, Change> = new Map();

/** Notes of a table in which few rows are marked. */
export function notesOf(
  marks: Marks,
  changed: ReadonlyMap<string, Change> = NO_CHANGES,
  pointed: string | null = null,
): Notes {
  const decided = [...marks].find(([, { look }]) => look === 'decided')?.[0];
  const about = pointed ?? decided ?? [...changed.keys()].at(-1) ?? null;
  return { markOf: (key) => marks.get(key) ?? null, changed, current: null, pointed, about };
}

export const NO_NOTES: Notes = notesOf(NO_MARKS);

export const textOf = ({ lines }: Printed): string => lines.map(({ text }) => text).join('\n');
