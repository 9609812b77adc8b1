// Virtual time: what is due first happens first, and at the same moment in the order it was asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './queue.ts';

/** Work asked for so long from now; null takes out what is next. */
const step = fc.option(
  fc.record({ delay: fc.integer({ min: 0, max: 3 }), kind: fc.constantFrom('frame', 'timer') }),
  { nil: null },
);

describe('EventQueue', () => {
  it('[Q1] gives work back by time, then by order of arrival', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new EventQueue();
        const waiting: { time: number; order: number }[] = [];
        const done: { time: number; order: number }[] = [];
        let now = 0;
        const take = () => {
          const next = queue.pop();
          const due = waiting.sort((a, b) => a.time - b.time || a.order - b.order).shift();
          next?.work();
          expect(done.at(-1)).toEqual(due ?? done.at(-1));
          now = next?.time ?? now;
        };
        for (const [order, asked] of [...steps, ...steps.map(() => null)].entries()) {
          if (!asked) {
            take();
            continue;
          }
          const entry = { time: now + asked.delay, order };
          waiting.push(entry);
          queue.push(entry.time, asked.kind, () => void done.push(entry));
        }
        expect(waiting).toEqual([]);
        expect(queue.pop()).toBeUndefined();
      }),
    );
  });

  it('[Q2] does not do what was called off, and knows when no frame is left', () => {
    const queue = new EventQueue();
    const done: string[] = [];
    queue.push(1, 'frame', () => void done.push('frame'));
    queue.push(2, 'timer', () => void done.push('timer')).cancelled = true;
    expect(queue.hasFrames).toBe(true);
    for (let next = queue.pop(); next; next = queue.pop()) next.work();
    expect(done).toEqual(['frame']);
    expect(queue.hasFrames).toBe(false);
  });
});
