// A person zooms and moves as they like, and never gets lost: some steps are always in view.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeMarks, timeText } from './ruler.ts';
import { chartOf } from './timeline.fixture.ts';
import { isWhole, keepIn, moveBy, stepAt, type Window, whole, zoomAt } from './window.ts';

type Move = (window: Window, count: number) => Window;

const part = fc.double({ min: 0, max: 1, noNaN: true });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.tuple(part, fc.double({ min: 0.01, max: 100, noNaN: true })).map(
    ([at, factor]): Move =>
      (window, count) =>
        zoomAt(window, count, at, factor),
  ),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(
    (steps): Move =>
      (window, count) =>
        moveBy(window, count, steps),
  ),
  fc.nat(300_000).map(
    (step): Move =>
      (window, count) =>
        keepIn(window, count, Math.min(step, count - 1)),
  ),
);

describe('the window', () => {
  it('[TL8] stays within the steps, whatever a person does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.array(move), (count, moves) => {
        const window = moves.reduce((held, each) => each(held, count), whole(count));
        expect(window.from).toBeGreaterThanOrEqual(0);
        expect(window.span).toBeGreaterThanOrEqual(Math.min(1, count));
        expect(window.from + window.span).toBeLessThanOrEqual(count * (1 + 1e-9) + 1e-6);
      }),
    );
  });

  it('[TL8] zooming keeps what is under the pointer there', () => {
    const window = { from: 100, span: 400 };
    const near = zoomAt(window, 1000, 0.25, 0.5);
    expect(near.from + 0.25 * near.span).toBeCloseTo(window.from + 0.25 * window.span);
    expect(isWhole(zoomAt(near, 1000, 0.25, 1000), 1000)).toBe(true);
  });

  it('[TL8] follows the step on show, and moves no more than it has to', () => {
    const window = { from: 100, span: 50 };
    expect(keepIn(window, 1000, 120)).toBe(window);
    for (const step of [0, 99, 150, 999]) {
      const { from, span } = keepIn(window, 1000, step);
      expect(span).toBe(50);
      expect(from).toBeLessThanOrEqual(step);
      expect(from + span).toBeGreaterThanOrEqual(step + 1);
    }
  });

  it('[TL8] a place in view is a step; beside the view it is one of the next', () => {
    const window = { from: 10, span: 20 };
    expect([0, 0.5, 0.999].map((at) => stepAt(window, 100, at))).toEqual([10, 20, 29]);
    expect(stepAt(window, 100, -0.1)).toBe(8);
    expect(stepAt(window, 100, -9)).toBe(0);
    expect(stepAt(window, 100, 9)).toBe(99);
  });
});

describe('the ruler', () => {
  it('[TL9] says when, in the unit that fits', () => {
    expect([0, 999, 3432, 20_416, 200_736, 2_000_736].map(timeText)).toEqual([
      '0 µs',
      '999 µs',
      '3.432 ms',
      '20.42 ms',
      '200.7 ms',
      '2.001 s',
    ]);
  });

  it('[TL9] the end of a pause is told as it is, what follows as so much later', async () => {
    const { marks, view } = await chartOf('flannel-vxlan');
    const labels = timeMarks(marks, { ...view, width: 4000 }, 4000).flatMap(({ label, pause }) =>
      label === null ? [] : [pause ? `${label}!` : label],
    );
    expect(labels).toContain('1.000 s!');
    expect(labels.slice(labels.indexOf('1.000 s!') + 1)[0]).toMatch(/^\+\d+ µs$/);
    expect(labels[0]).toBe('0 µs');
  });

  it('[TL9] labels do not run into each other, and pauses have theirs before all others', async () => {
    const { marks, view } = await chartOf('flannel-vxlan');
    const shown = timeMarks(marks, view, view.width).filter(({ label }) => label !== null);
    for (const [index, { x }] of shown.entries())
      if (index > 0) expect(x - shown[index - 1]!.x).toBeGreaterThanOrEqual(60);
    expect(shown.filter(({ pause }) => pause)).toHaveLength(2);
  });
});
