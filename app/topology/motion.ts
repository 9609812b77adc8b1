// Movement as pure functions of progress: along a line of points, and from one number to another.
import { distance } from './graph.ts';
import type { Point } from './stack.ts';

export interface Track {
  readonly points: readonly Point[];
  /** Length from the start to each point. */
  readonly reached: readonly number[];
}

export function trackOf(points: readonly Point[]): Track {
  const reached: number[] = [];
  points.forEach((point, index) => {
    reached.push(index === 0 ? 0 : reached[index - 1]! + distance(points[index - 1]!, point));
  });
  return { points, reached };
}

export const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** The point at a fraction of the way. */
export function pointAt({ points, reached }: Track, t: number): Point {
  const first = points[0] ?? { x: 0, y: 0 };
  const goal = (reached.at(-1) ?? 0) * Math.max(0, Math.min(1, t));
  for (let index = 1; index < points.length; index++) {
    if (reached[index]! < goal) continue;
    const [a, b] = [points[index - 1]!, points[index]!];
    const span = reached[index]! - reached[index - 1]!;
    const part = span === 0 ? 0 : (goal - reached[index - 1]!) / span;
    return { x: mix(a.x, b.x, part), y: mix(a.y, b.y, part) };
  }
  return points.at(-1) ?? first;
}

/** Slow, fast, slow. */
export function ease(t: number): number {
  return t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2;
}
