// What is seen of a cluster at a zoom: nodes as fields, nearer their pods, nearer still their names. Only what is in view is painted.
import type { NodeSummary } from '../../engine/trace/outline.ts';
import type { Size } from '../ui/useSize.ts';
import { type Cell, cellOf, type Grid } from './grid.ts';

/** Where the grid is in the view: a point of it is at (x, y) + k times its place. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export const INKS = ['field', 'pod', 'text', 'visited', 'visitedText', 'way', 'chosen', 'halo'] as const;
export type Inks = Readonly<Record<(typeof INKS)[number], string>>;

export interface Scene {
  readonly nodes: readonly NodeSummary[];
  readonly grid: Grid;
  /** Indexes of the nodes to which the packet comes. */
  readonly visited: ReadonlySet<number>;
  readonly ways: readonly (readonly [number, number])[];
  /** Where the packet is; -1: on none of them. */
  readonly here: number;
  /** The node a person has chosen; -1 if none. */
  readonly chosen: number;
}

/** Sides of a cell, in pixels, from which on there is something to see in it. */
const GAP_FROM = 5;
const PODS_FROM = 22;
const NAMES_FROM = 84;
const NAME_SIZE = 11;
const NAME_HEIGHT = 18;

/** The part of a cell that is drawn. */
const inset = (k: number) => (k < GAP_FROM ? 0 : Math.min(4, Math.max(1, k * 0.08)));

export function paint(
  canvas: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  size: Size,
  inks: Inks,
): void {
  const { grid, visited, chosen, here } = scene;
  canvas.clearRect(0, 0, size.width, size.height);
  const visible = (index: number) => boxOf(cellOf(grid, index), view);
  paintFields(canvas, scene, view, size, inks);
  canvas.strokeStyle = inks.way;
  canvas.lineWidth = 2;
  for (const [from, to] of scene.ways) paintWay(canvas, visible(from), visible(to));
  const least = 7;
  for (const index of visited) {
    const box = atLeast(visible(index), least);
    canvas.fillStyle = inks.visited;
    canvas.globalAlpha = view.k < PODS_FROM ? 1 : 0.28;
    canvas.fillRect(box.x, box.y, box.side, box.side);
    canvas.globalAlpha = 1;
    canvas.strokeStyle = inks.visited;
    canvas.strokeRect(box.x, box.y, box.side, box.side);
  }
  for (const index of visited) paintLabel(canvas, scene, index, view, size, inks);
  if (here >= 0) ring(canvas, atLeast(visible(here), least), 4, inks.way);
  if (chosen >= 0) {
    ring(canvas, atLeast(visible(chosen), least), 2, inks.chosen);
    if (!visited.has(chosen)) paintLabel(canvas, scene, chosen, view, size, inks);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

function boxOf({ column, row }: Cell, { x, y, k }: View): Box {
  const gap = inset(k);
  return { x: x + column * k + gap, y: y + row * k + gap, side: k - 2 * gap };
}

/** Never too small to be seen. */
function atLeast({ x, y, side }: Box, least: number): Box {
  const more = Math.max(0, least - side);
  return { x: x - more / 2, y: y - more / 2, side: side + more };
}

function ring(canvas: CanvasRenderingContext2D, { x, y, side }: Box, away: number, ink: string): void {
  canvas.strokeStyle = ink;
  canvas.lineWidth = 2;
  canvas.strokeRect(x - away, y - away, side + 2 * away, side + 2 * away);
}

function paintFields(
  canvas: CanvasRenderingContext2D,
  { nodes, grid }: Scene,
  view: View,
  { width, height }: Size,
  inks: Inks,
): void {
  const { x, y, k } = view;
  const [left, right] = [Math.max(0, Math.floor(-x / k)), Math.min(grid.columns, Math.ceil((width - x) / k))];
  const [top, bottom] = [Math.max(0, Math.floor(-y / k)), Math.min(grid.rows, Math.ceil((height - y) / k))];
  const sprites = new Map<number, CanvasImageSource>();
  canvas.fillStyle = inks.field;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const index = row * grid.columns + column;
      const node = nodes[index];
      if (!node) return;
      const box = boxOf({ column, row }, view);
      canvas.fillStyle = inks.field;
      canvas.fillRect(box.x, box.y, box.side, box.side);
      if (k >= PODS_FROM && node.pods > 0) {
        const sprite = sprites.get(node.pods) ?? podsSprite(node.pods, podsArea(box, k), inks);
        sprites.set(node.pods, sprite);
        const area = podsArea(box, k);
        canvas.drawImage(sprite, area.x, area.y, area.width, area.height);
      }
      if (k >= NAMES_FROM) {
        canvas.fillStyle = inks.text;
        canvas.font = `${NAME_SIZE}px ${FONT}`;
        canvas.fillText(node.name, box.x + 5, box.y + 13, box.side - 10);
      }
    }
  }
}

const FONT = 'system-ui, sans-serif';

function podsArea({ x, y, side }: Box, k: number) {
  const head = k >= NAMES_FROM ? NAME_HEIGHT : 0;
  const edge = k >= NAMES_FROM ? 5 : 2;
  return { x: x + edge, y: y + head + edge / 2, width: side - 2 * edge, height: side - head - 1.5 * edge };
}

/** Pods of so many fill an area; nodes with as many look alike, so they are painted once. */
function podsSprite(
  pods: number,
  { width, height }: { readonly width: number; readonly height: number },
  inks: Inks,
): CanvasImageSource {
  const scale = globalThis.devicePixelRatio || 1;
  const sprite = new OffscreenCanvas(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  const context = sprite.getContext('2d')!;
  const columns = Math.max(1, Math.ceil(Math.sqrt((pods * width) / height)));
  const rows = Math.ceil(pods / columns);
  const pitch = { x: sprite.width / columns, y: sprite.height / rows };
  context.fillStyle = inks.pod;
  for (let nth = 0; nth < pods; nth++) {
    const at = { x: (nth % columns) * pitch.x, y: Math.floor(nth / columns) * pitch.y };
    context.fillRect(at.x + pitch.x * 0.15, at.y + pitch.y * 0.15, pitch.x * 0.7, pitch.y * 0.7);
  }
  return sprite;
}

function paintWay(canvas: CanvasRenderingContext2D, from: Box, to: Box): void {
  const middle = ({ x, y, side }: Box) => ({ x: x + side / 2, y: y + side / 2 });
  const [a, b] = [middle(from), middle(to)];
  canvas.beginPath();
  canvas.moveTo(a.x, a.y);
  // Bent to one side, so that the way back is not the same line.
  const bend = { x: (b.y - a.y) * 0.12, y: (a.x - b.x) * 0.12 };
  canvas.quadraticCurveTo((a.x + b.x) / 2 + bend.x, (a.y + b.y) / 2 + bend.y, b.x, b.y);
  canvas.stroke();
}

/** A node's name beside it, where there is room for it. */
function paintLabel(
  canvas: CanvasRenderingContext2D,
  { nodes, grid }: Scene,
  index: number,
  view: View,
  size: Size,
  inks: Inks,
): void {
  if (view.k >= NAMES_FROM) return;
  const box = boxOf(cellOf(grid, index), view);
  const { name } = nodes[index]!;
  canvas.font = `600 12px ${FONT}`;
  const width = canvas.measureText(name).width;
  const right = box.x + box.side + 8;
  const x = right + width < size.width ? right : box.x - 8 - width;
  const y = Math.max(14, Math.min(size.height - 6, box.y + box.side / 2 + 4));
  canvas.lineWidth = 4;
  canvas.lineJoin = 'round';
  canvas.strokeStyle = inks.halo;
  canvas.strokeText(name, x, y);
  canvas.fillStyle = inks.visitedText;
  canvas.fillText(name, x, y);
}
