// However long a trace, what is drawn of it is as much as there are pixels for, and leaves nothing out that can be seen.
import { describe, expect, it } from 'vitest';
import { arrowsOf, effectsOf, waysPath } from './causes.ts';
import { type Marks, SHAPES } from './marks.ts';
import { dropPath, markPaths, seamPath } from './paths.ts';
import { chartOf } from './timeline.fixture.ts';
import { whole } from './window.ts';

const starts = (path: string) => [...path.matchAll(/M(-?[\d.]+)/g)].map(([, x]) => Number(x));

/** So many steps, each in another lane than the one before. */
function zigzag(count: number, lanes: number): Marks {
  const numbers = Int32Array.from({ length: count }, (_, step) => step);
  return {
    count,
    event: numbers,
    hop: numbers,
    lane: Uint16Array.from(numbers, (step) => step % lanes),
    shape: Uint8Array.from(numbers, (step) => step % 2),
    drops: [...numbers],
    time: new Float64Array(count),
  };
}

describe('markPaths', () => {
  it('[TL5] draws a mark for each hop while there is room, from the first pixel to the last', async () => {
    const { marks, view } = await chartOf('flannel-host-gw');
    const drawn = Object.values(markPaths(marks, view)).flatMap(starts);
    expect(drawn).toHaveLength(marks.count);
    expect(Math.min(...drawn)).toBe(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(view.width);
  });

  it('[TL5] the steps of one hop are one mark with seams', async () => {
    const { marks, view } = await chartOf('flannel-host-gw', { zoom: 'stage' });
    const paths = markPaths(marks, view);
    const drawn = Object.values(paths).flatMap(starts).length;
    expect(drawn).toBeLessThan(marks.count);
    expect(drawn + starts(seamPath(marks, view)).length).toBe(marks.count);
  });

  it('[TL6] 200,000 steps make no more marks of a shape than a lane has pixels', () => {
    const marks = zigzag(200_000, 4);
    const view = { window: whole(marks.count), width: 800, height: 18 };
    const paths = markPaths(marks, view);
    for (const shape of SHAPES) expect(starts(paths[shape]).length).toBeLessThanOrEqual(4 * 800);
    expect(paths.forth).toMatch(/^M0,.*H(799|800)/);
    expect(starts(dropPath(marks, view)).length).toBeLessThanOrEqual(2 * 4 * 800);
  });

  it('[TL6] only what is in the window is drawn', () => {
    const marks = zigzag(1000, 2);
    const view = { window: { from: 500, span: 10 }, width: 800, height: 18 };
    expect(Object.values(markPaths(marks, view)).flatMap(starts)).toHaveLength(10);
  });
});

describe('causes', () => {
  it('[TL7] a hop has an arrow from what brought it about and one to each that it has brought about', async () => {
    const { trace, steps, marks, view } = await chartOf('flannel-host-gw');
    const effects = effectsOf(trace);
    for (let step = 0; step < marks.count; step++) {
      const hop = marks.hop[step]!;
      const arrows = arrowsOf(trace, effects, marks, steps, hop);
      const [own] = arrows;
      if (trace.events[hop]!.cause >= 0) expect(own!.to).toBe(step);
      for (const { from, to } of arrows) expect(from).toBeLessThan(to);
      for (const { from } of arrows.slice(trace.events[hop]!.cause >= 0 ? 1 : 0)) expect(from).toBe(step);
    }
    const all = [...Array(marks.count).keys()].flatMap((step) =>
      arrowsOf(trace, effects, marks, steps, marks.hop[step]!),
    );
    const caused = trace.events.filter(({ level, cause }) => level === 'hop' && cause >= 0).length;
    expect(all).toHaveLength(2 * caused);
    expect(waysPath(trace, effects, marks, steps, view)).not.toBe('');
    expect(waysPath(trace, effects, marks, steps, { ...view, width: 50 })).toBe('');
  });
});
