// From steps and lanes to pixels.
import type { Window } from './window.ts';

/** What is in view, and how large. */
export interface View {
  readonly window: Window;
  readonly width: number;
  /** Height of a lane. */
  readonly height: number;
}

/** Pixels a step is wide. */
export const stepWidth = ({ window, width }: View): number => width / window.span;

/** The left edge of a step. */
export const xOf = (view: View, step: number): number => (step - view.window.from) * stepWidth(view);

export const middleOf = ({ height }: View, lane: number): number => (lane + 0.5) * height;

/** Tenths of a pixel are enough, and make short texts. */
export const px = (value: number): string => `${Math.round(value * 10) / 10}`;

/** The steps that are in view, the last not included. */
export function stepsInView({ window: { from, span } }: View, count: number): readonly [number, number] {
  return [Math.max(0, Math.floor(from)), Math.min(count, Math.ceil(from + span))];
}
