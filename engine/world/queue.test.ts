// Virtual time: what is due first happens first, and at the same moment in the order it was asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './queue.ts';

describe('EventQueue', () => {
  it('[Q1] gives work back by time, then by order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const queue = new EventQueue();
        const done: { time: number; order: number }[] = [];
        for (const [order, time] of times.entries())
          queue.push(time, 'frame', () => void done.push({ time, order }));
        for (let next = queue.pop(); next; next = queue.pop()) next.work();
        const sorted = times
          .map((time, order) => ({ time, order }))
          .sort((a, b) => a.time - b.time || a.order - b.order);
        expect(done).toEqual(sorted);
      }),
    );
  });

  it('[Q2] does not do what was called off, and knows when no frame is left', () => {
    const queue = new EventQueue();
    const done: string[] = [];
    queue.push(1, 'frame', () => void done.push('frame'));
    const cancel = queue.push(2, 'timer', () => void done.push('timer'));
    cancel();
    expect(queue.hasFrames).toBe(true);
    for (let next = queue.pop(); next; next = queue.pop()) next.work();
    expect(done).toEqual(['frame']);
    expect(queue.hasFrames).toBe(false);
  });
});
