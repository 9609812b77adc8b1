// Movement: along a line at even speed, a card that stays in view, a camera that shows everything or follows.
import { describe, expect, it } from 'vitest';
import { overlapArea, placeCallout } from './callout.ts';
import { fitTransform, nearTransform, shiftFor } from './camera.ts';
import { ease, pointAt, trackOf } from './motion.ts';

describe('a track', () => {
  const track = trackOf([
    { x: 0, y: 0 },
    { x: 30, y: 0 },
    { x: 30, y: 0 },
    { x: 30, y: 10 },
  ]);

  it('is walked at even speed, round corners', () => {
    expect(pointAt(track, 0)).toEqual({ x: 0, y: 0 });
    expect(pointAt(track, 0.5)).toEqual({ x: 20, y: 0 });
    expect(pointAt(track, 0.875)).toEqual({ x: 30, y: 5 });
    expect(pointAt(track, 1)).toEqual({ x: 30, y: 10 });
  });

  it('may be a single point', () => {
    expect(pointAt(trackOf([{ x: 4, y: 5 }]), 0.3)).toEqual({ x: 4, y: 5 });
  });

  it('is eased from 0 to 1', () => {
    expect([ease(0), ease(0.5), ease(1)]).toEqual([0, 0.5, 1]);
    expect(ease(0.25)).toBeLessThan(0.25);
  });
});

describe('the card', () => {
  const size = { width: 280, height: 100 };
  const view = { width: 768, height: 410 };

  it('stays inside the view and off the packet, wherever that is', () => {
    for (let x = 10; x < view.width; x += 40) {
      for (let y = 10; y < view.height; y += 40) {
        const corner = placeCallout({ at: { x, y }, size, view, obstacles: [], before: null });
        const card = { ...corner, ...size };
        expect(card.x).toBeGreaterThanOrEqual(0);
        expect(card.y).toBeGreaterThanOrEqual(0);
        expect(card.x + card.width).toBeLessThanOrEqual(view.width);
        expect(card.y + card.height).toBeLessThanOrEqual(view.height);
        expect(overlapArea(card, { x: x - 12, y: y - 10, width: 24, height: 20 })).toBe(0);
      }
    }
  });

  it('hides what matters less', () => {
    const obstacles = [
      { x: 400, y: 0, width: 368, height: 410, weight: 9 },
      { x: 0, y: 0, width: 360, height: 410, weight: 1 },
    ];
    const corner = placeCallout({ at: { x: 384, y: 200 }, size, view, obstacles, before: null });
    expect(overlapArea({ ...corner, ...size }, obstacles[0]!)).toBe(0);
  });
});

describe('the camera', () => {
  it('fits the whole drawing into the middle', () => {
    const { k, x, y } = fitTransform({ width: 800, height: 400 }, { width: 1000, height: 300 });
    expect(1000 * k).toBeLessThanOrEqual(800);
    expect(x + (1000 * k) / 2).toBeCloseTo(400);
    expect(y + (300 * k) / 2).toBeCloseTo(200);
  });

  it('stays where it is while the packet is well in view, and follows it otherwise', () => {
    const view = { width: 390, height: 350 };
    expect(shiftFor({ x: 200, y: 200 }, view)).toEqual({ x: 0, y: 0 });
    const shift = shiftFor({ x: 700, y: -20 }, view);
    expect(700 + shift.x).toBeLessThan(view.width);
    expect(-20 + shift.y).toBeGreaterThan(0);
  });

  it('stays near where everything at once would be too small, in the middle of what height there is', () => {
    const near = nearTransform({ width: 390, height: 700 }, { width: 3000, height: 400 });
    expect(near.k).toBeGreaterThan(0.9);
    expect(near.y).toBeCloseTo((700 - 400 * near.k) / 2);
  });
});
