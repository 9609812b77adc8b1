// What brought a hop about and what it brought about, as arrows from lane to lane.
import type { Trace } from '../../engine/trace/events.ts';
import { enclosing, stepIndex } from '../../engine/trace/steps.ts';
import type { Marks } from './marks.ts';
import { middleOf, px, stepsInView, stepWidth, type View, xOf } from './view.ts';

/** From one step to another. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
}

/** By event index of a hop: the hops that something inside it has caused, ascending. */
export type Effects = ReadonlyMap<number, readonly number[]>;

export function effectsOf(trace: Trace): Effects {
  const effects = new Map<number, number[]>();
  trace.events.forEach(({ level, cause }, index) => {
    if (level !== 'hop' || cause < 0) return;
    const hop = enclosing(trace, cause, 'hop');
    const known = effects.get(hop);
    if (known) known.push(index);
    else effects.set(hop, [index]);
  });
  return effects;
}

/** Of more than this a person makes nothing. */
const MOST = 60;

/** The arrows of a hop: from its cause first, then to what it has caused. */
export function arrowsOf(
  trace: Trace,
  effects: Effects,
  marks: Marks,
  steps: Int32Array,
  hop: number,
): Arrow[] {
  const arrow = (caused: number): Arrow => ({
    from: stepIndex(steps, trace.ticks[trace.events[caused]!.cause]!),
    to: firstStep(trace, marks, steps, caused),
  });
  const own = trace.events[hop]!.cause < 0 ? [] : [hop];
  return [...own, ...(effects.get(hop) ?? []).slice(0, MOST)].map(arrow);
}

/** The step in which a hop begins. */
function firstStep(trace: Trace, marks: Marks, steps: Int32Array, hop: number): number {
  return Math.min(marks.count - 1, stepIndex(steps, trace.ticks[hop]!));
}

/** The ways of packets from lane to lane, as far as they are in view; none where they would be a tangle. */
export function waysPath(
  trace: Trace,
  effects: Effects,
  marks: Marks,
  steps: Int32Array,
  view: View,
): string {
  if (stepWidth(view) < LEGIBLE) return '';
  const [first, end] = stepsInView(view, marks.count);
  const hops = new Set(marks.hop.subarray(first, end));
  const arrows = [...hops].flatMap((hop) => arrowsOf(trace, effects, marks, steps, hop));
  return arrows.map((arrow) => linePath(marks, view, arrow)).join('');
}

/** Steps narrower than this have no room for lines between them, pixels. */
const LEGIBLE = 3;

interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** From the end of one step to the beginning of another; null where there is nothing between them. */
function endsOf({ lane }: Marks, view: View, { from, to }: Arrow): Ends | null {
  const [a, b] = [lane[from]!, lane[to]!];
  const [x1, x2] = [xOf(view, from + 1), xOf(view, to)];
  const reach = Math.sign(b - a) * view.height * REACH;
  if (a === b && x2 - x1 < NEAR) return null;
  const middle = (x1 + x2) / 2;
  const near = x2 - x1 < NEAR;
  return {
    x1: near ? middle : x1,
    y1: middleOf(view, a) + reach,
    x2: near ? middle : x2,
    y2: middleOf(view, b) - reach,
  };
}

/** How far from the middle of a lane a line begins, as a part of its height. */
const REACH = 0.14;
/** What is nearer than this goes straight up or down, pixels. */
const NEAR = 8;
const HEAD = 4;

/** Straight to a neighbour, in a bow to what is further off. */
export function linePath(marks: Marks, view: View, arrow: Arrow): string {
  const ends = endsOf(marks, view, arrow);
  if (!ends) return '';
  const { x1, y1, x2, y2 } = ends;
  if (x1 === x2) return `M${px(x1)},${px(y1)}V${px(y2)}`;
  if (y1 === y2) return `M${px(x1)},${px(y1)}Q${px((x1 + x2) / 2)},${px(y1 - 8)} ${px(x2)},${px(y2)}`;
  const bend = Math.min(26, (x2 - x1) / 2);
  return `M${px(x1)},${px(y1)}C${px(x1 + bend)},${px(y1)} ${px(x2 - bend)},${px(y2)} ${px(x2)},${px(y2)}`;
}

/** A line with a head at its end. */
export function arrowPath(marks: Marks, view: View, arrow: Arrow): string {
  const ends = endsOf(marks, view, arrow);
  if (!ends) return '';
  const { x1, y1, x2, y2 } = ends;
  const side = HEAD * 0.8;
  const tail = y2 - Math.sign(y2 - y1) * HEAD;
  const head =
    x1 === x2
      ? `M${px(x2 - side)},${px(tail)}L${px(x2)},${px(y2)}L${px(x2 + side)},${px(tail)}`
      : `M${px(x2 - HEAD)},${px(y2 - side)}L${px(x2)},${px(y2)}L${px(x2 - HEAD)},${px(y2 + side)}`;
  return linePath(marks, view, arrow) + head;
}
