// Virtual time above the lanes: steps are what they are apart, so time is told in words wherever it goes on.
import type { Marks } from './marks.ts';
import { stepsInView, type View, xOf } from './view.ts';

/** Room for a label and some air, pixels. */
const LABEL = 62;
/** Lines nearer to each other than this would be a wall. */
const LINES = 7;
/** A pause is as long as nothing inside a host ever takes, microseconds. */
const PAUSE = 10_000;

/** `64 µs`, `3.432 ms`, `2.001 s`. */
export function timeText(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1_000_000) return `${short(microseconds / 1000)} ms`;
  return `${short(microseconds / 1_000_000)} s`;
}

const short = (value: number) => value.toFixed(value < 10 ? 3 : value < 100 ? 2 : 1);

export interface TimeMark {
  readonly step: number;
  readonly x: number;
  /** Has something waited here, so that time goes on by much? */
  readonly pause: boolean;
  /** null where there is no room. */
  readonly label: string | null;
}

const isPause = (time: Float64Array, step: number) => step > 0 && time[step]! - time[step - 1]! >= PAUSE;

/** The last pause before a step, from whose end the time is told; 0 without one. */
function sincePause(time: Float64Array, step: number): number {
  let at = step - 1;
  while (at > 0 && !isPause(time, at)) at--;
  return at > 0 ? time[at]! : 0;
}

/** The end of a pause is told as it is, what follows as so much later: `1.000 s`, `+372 µs`. */
function labelOf(time: Float64Array, step: number): string {
  const since = isPause(time, step) ? 0 : sincePause(time, step);
  return `${since > 0 ? '+' : ''}${timeText(time[step]! - since)}`;
}

/** Where time goes on. Pauses get their words before all others. */
export function timeMarks({ time, count }: Marks, view: View, width: number): TimeMark[] {
  const [first, end] = stepsInView(view, count);
  const marks: { step: number; x: number; pause: boolean }[] = [];
  for (let step = first; step < end; step++) {
    if (step > 0 && time[step] === time[step - 1]) continue;
    const pause = isPause(time, step);
    const x = xOf(view, step);
    const before = marks.at(-1);
    if (before && x - before.x < LINES) {
      if (!pause || before.pause) continue;
      marks.pop();
    }
    marks.push({ step, x, pause });
  }
  const labelled = withLabels(marks, width);
  return marks.map((mark) => ({
    ...mark,
    label: labelled.has(mark.step) ? labelOf(time, mark.step) : null,
  }));
}

function withLabels(
  marks: readonly { step: number; x: number; pause: boolean }[],
  width: number,
): Set<number> {
  const taken: number[] = [];
  const steps = new Set<number>();
  for (const { step, x } of [...marks].sort((a, b) => Number(b.pause) - Number(a.pause))) {
    if (x < -1 || x + LABEL > width || taken.some((other) => Math.abs(other - x) < LABEL)) continue;
    taken.push(x);
    steps.add(step);
  }
  return steps;
}
