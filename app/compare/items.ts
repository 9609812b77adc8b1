// The rows of a comparison as data: what stands in either column, and what is between them.
import { placeOf, type Speech, type Tone, titleOf, toneOf } from '../../engine/explain/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import type { Comparison } from '../../engine/trace/comparison.ts';
import type { Aspect } from '../../engine/trace/differences.ts';
import type { Level } from '../../engine/trace/events.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import type { SideKey } from './sides.ts';

export interface Cell {
  /** Where it happens; null where the step before in this column was there, too. */
  readonly place: string | null;
  readonly title: string;
  readonly tone: Tone;
}

export interface RowItem {
  readonly index: number;
  /** first, second: only that side has such a step. */
  readonly mark: 'alike' | 'differs' | 'first' | 'second';
  readonly cells: readonly [first: Cell | null, second: Cell | null];
  readonly differs: readonly Aspect[];
}

/** A network, and which column of the comparison is its own. */
export interface Column {
  readonly key: SideKey;
  readonly opened: Pick<Opened, 'trace' | 'outline'>;
}

function cellsOf(
  speech: Speech,
  { rows }: Comparison,
  { key, opened }: Column,
  zoom: Level,
): (Cell | null)[] {
  const { trace, outline } = opened;
  let last: string | null = null;
  return rows.map((row) => {
    const tick = row[key];
    if (tick < 0) return null;
    const place = placeOf(trace, outline, zoom, tick);
    const cell: Cell = {
      place: place === last ? null : place,
      title: titleOf(speech, trace, zoom, tick),
      tone: toneOf(trace, eventOfStep(trace, zoom, tick), tick),
    };
    last = place;
    return cell;
  });
}

export function rowItems(
  speech: Speech,
  comparison: Comparison,
  [first, second]: readonly [first: Column, second: Column],
  zoom: Level,
): RowItem[] {
  const [before, behind] = [first, second].map((column) => cellsOf(speech, comparison, column, zoom)) as [
    (Cell | null)[],
    (Cell | null)[],
  ];
  return comparison.rows.map(({ differs }, index): RowItem => {
    const cells = [before[index]!, behind[index]!] as const;
    const both = differs.length > 0 ? 'differs' : 'alike';
    return { index, mark: cells[0] ? (cells[1] ? both : 'first') : 'second', cells, differs };
  });
}
