// Which part of all steps is in view. Pure: where a person zooms and moves to, in steps.

export interface Window {
  readonly from: number;
  /** How many steps, at least one; not always a whole number. */
  readonly span: number;
}

/** Nearer than this there is nothing more to see. */
const LEAST = 8;
/** A step is kept this far from the edges, as a part of what is in view. */
const MARGIN = 0.08;

export const whole = (count: number): Window => ({ from: 0, span: Math.max(1, count) });

export const isWhole = ({ span }: Window, count: number): boolean => span >= count;

function within({ from, span }: Window, count: number): Window {
  const most = Math.max(1, count);
  const width = Math.max(Math.min(LEAST, most), Math.min(most, span));
  return { from: Math.max(0, Math.min(most - width, from)), span: width };
}

/** Zooms so that what is at `at`, a part of the width, stays there. */
export function zoomAt({ from, span }: Window, count: number, at: number, factor: number): Window {
  const { span: next } = within({ from: 0, span: span * factor }, count);
  return within({ from: from + at * (span - next), span: next }, count);
}

export function moveBy({ from, span }: Window, count: number, steps: number): Window {
  return within({ from: from + steps, span }, count);
}

/** The same window if a step is well inside it; else moved as little as it takes. */
export function keepIn(window: Window, count: number, step: number): Window {
  const { from, span } = window;
  const margin = Math.max(1, span * MARGIN);
  if (step < from) return within({ from: step - margin, span }, count);
  if (step + 1 > from + span) return within({ from: step + 1 + margin - span, span }, count);
  return window;
}

/** The step at a place in the view, a part of its width. */
export function stepAt({ from, span }: Window, count: number, at: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(from + at * span)));
}
