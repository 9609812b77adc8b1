// Two traces step by step beside each other: what both do, what only one does, and in what they differ where both do it.
import { align, alignRest, type Partners } from './align.ts';
import { ASPECTS, type Aspect, differencesOf, nameMatcher, type SameName } from './differences.ts';
import type { Level } from './events.ts';
import { byParts, keyOf, type Shared, type Side, sharedNames } from './landmarks.ts';
import { eventOfStep, stepsAt } from './steps.ts';

/** A step of both, or of one of them. */
export interface Row {
  /** Ticks of the steps; -1: this side has no such step. */
  readonly left: number;
  readonly right: number;
  /** In what the two steps differ; empty where one side has none. */
  readonly differs: readonly Aspect[];
}

export interface Comparison {
  readonly rows: readonly Row[];
  /** Where each side stands at a row: at its own step, or still at the last one before; -1 when the right has not begun. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export const isDifferent = ({ left, right, differs }: Row): boolean =>
  left < 0 || right < 0 || differs.length > 0;

/** Two networks held against each other, and what is known of their names. */
interface Match {
  readonly left: Side;
  readonly right: Side;
  readonly shared: Shared;
  readonly same: SameName;
}

/** An event, and the tick in it. */
interface Place {
  readonly index: number;
  readonly tick: number;
}

/** First by the names that both networks have; what is left between those pairs, by the parts that places play. */
function pair({ left, right, shared }: Match, mine: readonly Place[], theirs: readonly Place[]): Partners {
  const keys = (side: Side, places: readonly Place[], known: Shared) =>
    places.map(({ index, tick }) => keyOf(side, known, index, tick));
  const both = (known: Shared) => [keys(left, mine, known), keys(right, theirs, known)] as const;
  return alignRest(align(...both(shared)), ...both(byParts(shared)));
}

export function compareTraces(left: Side, right: Side, zoom: Level): Comparison {
  const shared = sharedNames(left, right);
  const match: Match = { left, right, shared, same: nameMatcher(left, right, shared) };
  const [mine, theirs] = [stepsAt(left.trace, zoom), stepsAt(right.trace, zoom)];
  const placesOf = (side: Side, steps: Int32Array) =>
    Array.from(steps, (tick): Place => ({ index: eventOfStep(side.trace, zoom, tick), tick }));
  const rows: Row[] = [];
  const only = (steps: Int32Array, from: number, to: number, row: (tick: number) => Row) => {
    for (const tick of steps.subarray(from, to)) rows.push(row(tick));
  };
  const onlyLeft = (left: number): Row => ({ left, right: -1, differs: [] });
  const onlyRight = (right: number): Row => ({ left: -1, right, differs: [] });
  let [at, other] = [0, 0];
  pair(match, placesOf(left, mine), placesOf(right, theirs)).forEach((partner, index) => {
    if (partner < 0) return;
    only(mine, at, index, onlyLeft);
    only(theirs, other, partner, onlyRight);
    const [tick, beside] = [mine[index]!, theirs[partner]!];
    rows.push({ left: tick, right: beside, differs: differencesAt(match, zoom, tick, beside) });
    [at, other] = [index + 1, partner + 1];
  });
  only(mine, at, mine.length, onlyLeft);
  only(theirs, other, theirs.length, onlyRight);
  return { rows, left: standing(rows, 'left', mine[0] ?? 0), right: standing(rows, 'right', -1) };
}

function standing(rows: readonly Row[], side: 'left' | 'right', first: number): Int32Array {
  let last = first;
  return Int32Array.from(rows, (row) => {
    if (row[side] >= 0) last = row[side];
    return last;
  });
}

function differencesAt(match: Match, zoom: Level, mine: number, theirs: number): Aspect[] {
  const { left, right, same } = match;
  const [index, other] = [eventOfStep(left.trace, zoom, mine), eventOfStep(right.trace, zoom, theirs)];
  const found = differencesOf({ side: left, index }, { side: right, index: other }, same);
  if (zoom === 'hop') for (const aspect of differencesInside(match, index, other)) found.add(aspect);
  return ASPECTS.filter((aspect) => found.has(aspect));
}

function stagesIn({ trace }: Side, hop: number): Place[] {
  const stages: Place[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++)
    if (trace.events[index]!.level === 'stage') stages.push({ index, tick: trace.ticks[index]! });
  return stages;
}

/** A hop is told with all that happens in it. */
function differencesInside(match: Match, hop: number, otherHop: number): Set<Aspect> {
  const { left, right, same } = match;
  const [mine, theirs] = [stagesIn(left, hop), stagesIn(right, otherHop)];
  const found = new Set<Aspect>();
  let paired = 0;
  pair(match, mine, theirs).forEach((partner, at) => {
    if (partner < 0) return;
    paired++;
    const [index, other] = [mine[at]!.index, theirs[partner]!.index];
    for (const aspect of differencesOf({ side: left, index }, { side: right, index: other }, same))
      found.add(aspect);
  });
  if (paired < mine.length || paired < theirs.length) found.add('inside');
  return found;
}
