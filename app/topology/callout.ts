// Where the packet's card goes: next to the packet, inside the view, hiding as little as possible of what matters now.
import type { Size } from '../ui/useSize.ts';
import type { Box, Point } from './stack.ts';

export interface Obstacle extends Box {
  /** How bad it is to hide it. */
  readonly weight: number;
}

interface CalloutRequest {
  readonly at: Point;
  readonly size: Size;
  readonly view: Size;
  readonly obstacles: readonly Obstacle[];
  /** Where it was, relative to the packet: staying on the same side is calmer. */
  readonly before: Point | null;
}

const EDGE = 6;

export function overlapArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

const clamp = (value: number, low: number, high: number) =>
  Math.max(low, Math.min(Math.max(low, high), value));

/** The nearest corner at which a box is wholly in view. */
export function insideView(corner: Point, size: Size, view: Size): Point {
  return {
    x: clamp(corner.x, EDGE, view.width - size.width - EDGE),
    y: clamp(corner.y, EDGE, view.height - size.height - EDGE),
  };
}

function candidates({ at, size, view }: CalloutRequest): Box[] {
  const xs = [30, 60, 90, 120, 150, 180, 220]
    .flatMap((gap) => [at.x + gap, at.x - gap - size.width])
    .concat(at.x - size.width / 2, (view.width - size.width) / 2, view.width);
  const ys = [26, 50, 90, 140]
    .flatMap((gap) => [at.y + gap, at.y - gap - size.height])
    .concat(at.y - size.height / 2, 0, view.height);
  return xs.flatMap((x) =>
    ys.map((y) => ({
      ...insideView({ x, y }, size, view),
      ...size,
    })),
  );
}

function cost({ at, obstacles, before, size }: CalloutRequest, box: Box): number {
  const packet = { x: at.x - 26, y: at.y - 22, width: 52, height: 44, weight: 60 };
  const hidden = [...obstacles, packet].reduce((sum, each) => sum + each.weight * overlapArea(box, each), 0);
  const centre = { x: box.x + size.width / 2, y: box.y + size.height / 2 };
  const far = Math.hypot(centre.x - at.x, centre.y - at.y);
  const moved = before ? Math.hypot(box.x - at.x - before.x, box.y - at.y - before.y) : 0;
  return hidden + far * 11 + Math.min(moved, 300) * 4;
}

/** The upper left corner for the card. */
export function placeCallout(request: CalloutRequest): Point {
  let best: Box | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const box of candidates(request)) {
    const price = cost(request, box);
    if (price < least) [best, least] = [box, price];
  }
  return best ? { x: best.x, y: best.y } : { x: EDGE, y: EDGE };
}
