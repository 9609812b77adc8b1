// Marks as paths, one for each shape: whatever the length of a trace, no more than a mark of a shape for each pixel of a lane.
import { type Marks, SHAPES, type Shape } from './marks.ts';
import { middleOf, px, stepsInView, stepWidth, type View, xOf } from './view.ts';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The way out is drawn in the upper part of a lane, the way back in the lower: told apart at one pixel's width, too. */
const EXTENT: Readonly<Record<Shape, readonly [number, number]>> = {
  forth: [0.1, 0.64],
  back: [0.36, 0.9],
  forthControl: [0.1, 0.64],
  backControl: [0.36, 0.9],
  arp: [0.3, 0.7],
  error: [0.08, 0.92],
  quiet: [0.36, 0.64],
};

/** Marks narrower than this are bars, pixels. */
const POINTED = 5;
const GAP = 1;

const bar = ({ left, right, top, bottom }: Box) =>
  `M${px(left)},${px(top)}H${px(right)}V${px(bottom)}H${px(left)}Z`;

/** A tag that points to where the packet goes. */
function tag({ left, right, top, bottom }: Box, forth: boolean): string {
  const tip = Math.min(5, (right - left) / 2.4);
  const [tail, head, neck] = forth ? [left, right, right - tip] : [right, left, left + tip];
  return `M${px(tail)},${px(top)}H${px(neck)}L${px(head)},${px((top + bottom) / 2)}L${px(neck)},${px(bottom)}H${px(tail)}Z`;
}

/** Pointed at both ends. */
function lozenge({ left, right, top, bottom }: Box, tip: number): string {
  const middle = px((top + bottom) / 2);
  const [a, b] = [Math.min(left + tip, (left + right) / 2), Math.max(right - tip, (left + right) / 2)];
  return `M${px(left)},${middle}L${px(a)},${px(top)}H${px(b)}L${px(right)},${middle}L${px(b)},${px(bottom)}H${px(a)}Z`;
}

function dot({ left, right, top, bottom }: Box): string {
  const radius = (bottom - top) / 2;
  const [x, r] = [px((left + right) / 2 - radius), px(radius)];
  return `M${x},${px((top + bottom) / 2)}a${r},${r} 0 1,0 ${px(radius * 2)},0a${r},${r} 0 1,0 ${px(-radius * 2)},0Z`;
}

/** A shape in a lane's height. */
export function drawMark(
  shape: Shape,
  { left, right, top, height }: { left: number; right: number; top: number; height: number },
): string {
  const [from, to] = EXTENT[shape];
  return draw(shape, { left, right, top: top + from * height, bottom: top + to * height });
}

function draw(shape: Shape, box: Box): string {
  if (box.right - box.left < POINTED) return shape === 'quiet' ? dot(box) : bar(box);
  switch (shape) {
    case 'forth':
    case 'forthControl':
      return tag(box, true);
    case 'back':
    case 'backControl':
      return tag(box, false);
    case 'arp':
      return lozenge(box, 4);
    case 'error':
      return lozenge(box, 8);
    case 'quiet':
      return dot(box);
  }
}

/** Where in the view steps of one hop are, drawn as one mark. */
export function boxOf(view: View, lane: number, shape: Shape, first: number, end: number): Box {
  const top = lane * view.height;
  const [from, to] = EXTENT[shape];
  const [left, right] = [xOf(view, first), xOf(view, end)];
  return {
    left,
    right: right - left > 3 ? right - GAP : right,
    top: top + from * view.height,
    bottom: top + to * view.height,
  };
}

/** The first step behind those that belong to the mark of a step. */
export function endOfMark({ hop, lane, shape }: Marks, step: number, limit: number): number {
  let end = step + 1;
  while (end < limit && hop[end] === hop[step] && lane[end] === lane[step] && shape[end] === shape[step])
    end++;
  return end;
}

export type MarkPaths = Readonly<Record<Shape, string>>;

interface Draft {
  /** Index in SHAPES. */
  readonly shape: number;
  readonly box: { -readonly [K in keyof Box]: Box[K] };
  readonly narrow: boolean;
}

const isNarrow = ({ left, right }: Box) => right - left < POINTED;

export function markPaths(marks: Marks, view: View): MarkPaths {
  const parts = SHAPES.map((): string[] => []);
  /** By lane and shape: the last mark; a narrow one grows as long as others follow it with nothing between them. */
  const open = new Map<number, Draft>();
  const close = ({ shape, box, narrow }: Draft) =>
    parts[shape]!.push(narrow && !isNarrow(box) ? bar(box) : draw(SHAPES[shape]!, box));
  const [first, end] = stepsInView(view, marks.count);
  for (let step = first; step < end; ) {
    const next = endOfMark(marks, step, end);
    const [lane, shape] = [marks.lane[step]!, marks.shape[step]!];
    const box = boxOf(view, lane, SHAPES[shape]!, step, next);
    const narrow = isNarrow(box);
    const place = lane * SHAPES.length + shape;
    const last = open.get(place);
    if (narrow && last?.narrow && box.left - last.box.right < GAP) {
      last.box.right = Math.max(last.box.right, box.right);
    } else {
      if (last) close(last);
      open.set(place, { shape, narrow, box: { ...box, right: Math.max(box.right, box.left + 1) } });
    }
    step = next;
  }
  for (const last of open.values()) close(last);
  return Object.fromEntries(SHAPES.map((shape, index) => [shape, parts[index]!.join('')])) as MarkPaths;
}

/** Where a step ends and the next of the same mark begins, if there is room to see it. */
export function seamPath(marks: Marks, view: View): string {
  if (stepWidth(view) < 4) return '';
  const [first, end] = stepsInView(view, marks.count);
  const parts: string[] = [];
  for (let step = first + 1; step < end; step++) {
    if (endOfMark(marks, step - 1, step + 1) === step) continue;
    const { left, top, bottom } = boxOf(view, marks.lane[step]!, SHAPES[marks.shape[step]!]!, step, step + 1);
    parts.push(`M${px(left - GAP / 2)},${px(top)}V${px(bottom)}`);
  }
  return parts.join('');
}

/** Crosses where packets are dropped; of several at one place, one. */
export function dropPath({ drops, lane, count }: Marks, view: View): string {
  const [first, end] = stepsInView(view, count);
  const radius = Math.min(5, view.height / 3.4);
  const last = new Map<number, number>();
  return drops
    .filter((step) => step >= first && step < end)
    .flatMap((step) => {
      const x = xOf(view, step + 0.5);
      const own = lane[step]!;
      if (x - (last.get(own) ?? Number.NEGATIVE_INFINITY) < radius) return [];
      last.set(own, x);
      const y = middleOf(view, own);
      const [a, b, c, d] = [px(x - radius), px(y - radius), px(x + radius), px(y + radius)];
      return [`M${a},${b}L${c},${d}M${a},${d}L${c},${b}`];
    })
    .join('');
}
