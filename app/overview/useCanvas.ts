// Pan and zoom over the grid, and its painting: at most once for each frame of the screen.
import { select, type ZoomBehavior, zoom, zoomIdentity } from 'd3';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Size } from '../ui/useSize.ts';
import { cellOf, type Grid } from './grid.ts';
import { INKS, type Inks, paint, type Scene, type View } from './paint.ts';

const EDGE = 10;
/** What tells about a node stands at the left, as wide as this. */
const CARD = 244;
/** A cell is at most so many pixels wide. */
const NEAREST = 260;

/** The view in which the whole grid is seen. */
function whole({ columns, rows }: Grid, { width, height }: Size): View {
  const k = Math.max(0.1, Math.min((width - 2 * EDGE) / columns, (height - 2 * EDGE) / rows));
  return { x: (width - columns * k) / 2, y: (height - rows * k) / 2, k };
}

/** Colours are the style sheet's: each is that of an element that stands for it. */
function inksOf(root: HTMLElement): Inks {
  const ink = (name: string) => getComputedStyle(root.querySelector(`[data-ink="${name}"]`)!).color;
  return Object.fromEntries(INKS.map((name) => [name, ink(name)])) as Inks;
}

export interface CanvasHand {
  zoomBy(factor: number): void;
  fit(): void;
  /** Brings a node into the middle of what the card leaves, near enough to see its pods. */
  show(index: number): void;
  /** Where in the grid a point of the view is. */
  at(x: number, y: number): readonly [number, number];
}

export function useCanvas(
  root: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  scene: Scene,
  size: Size,
): RefObject<CanvasHand | null> {
  const hand = useRef<CanvasHand | null>(null);
  const latest = useRef(scene);
  const repaint = useRef<() => void>(() => undefined);
  const { grid } = scene;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element || !root.current || size.width === 0) return;
    const home = root.current;
    const scale = globalThis.devicePixelRatio || 1;
    element.width = Math.round(size.width * scale);
    element.height = Math.round(size.height * scale);
    const context = element.getContext('2d')!;
    context.scale(scale, scale);
    const fitted = whole(grid, size);
    let transform = zoomIdentity;
    let asked = 0;
    const view = (): View => ({
      x: transform.applyX(fitted.x),
      y: transform.applyY(fitted.y),
      k: fitted.k * transform.k,
    });
    const draw = () => {
      asked = 0;
      paint(context, latest.current, view(), size, inksOf(home));
    };
    repaint.current = () => {
      asked ||= requestAnimationFrame(draw);
    };
    const behaviour: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
      .extent([
        [0, 0],
        [size.width, size.height],
      ])
      .translateExtent([
        [0, 0],
        [size.width, size.height],
      ])
      .scaleExtent([1, Math.max(1, NEAREST / fitted.k)])
      .clickDistance(5)
      .on('zoom', (event: { transform: typeof zoomIdentity }) => {
        transform = event.transform;
        repaint.current();
      });
    const target = select(element);
    target.call(behaviour).on('dblclick.zoom', null);
    hand.current = {
      zoomBy: (factor) => target.call(behaviour.scaleBy, factor),
      fit: () => target.call(behaviour.transform, zoomIdentity),
      show(index) {
        const { column, row } = cellOf(grid, index);
        const k = Math.max(transform.k, Math.min(NEAREST, 96) / fitted.k);
        const at = { x: fitted.x + (column + 0.5) * fitted.k, y: fitted.y + (row + 0.5) * fitted.k };
        const moved = zoomIdentity
          .translate((CARD + size.width) / 2 - at.x * k, size.height / 2 - at.y * k)
          .scale(k);
        target.call(behaviour.transform, moved);
      },
      at(x, y) {
        const now = view();
        return [(x - now.x) / now.k, (y - now.y) / now.k];
      },
    };
    repaint.current();
    return () => {
      cancelAnimationFrame(asked);
      target.on('.zoom', null);
      hand.current = null;
    };
  }, [root, canvas, grid, size]);

  useEffect(() => {
    latest.current = scene;
    repaint.current();
  }, [scene]);

  return hand;
}
