// Pan and zoom: d3-zoom wrapped as create, update, destroy. Writes one transform; React has no part in it.
import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { Size } from '../ui/useSize.ts';
import type { Box, Point } from './stack.ts';

export interface Camera {
  readonly transform: () => ZoomTransform;
  /** A new view or a new drawing: shows all of it, unless the person has chosen a view of it. */
  update(view: Size, drawing: Size, chosen: ZoomTransform | null): void;
  fit(animate: boolean): void;
  scaleBy(factor: number, animate: boolean): void;
  /** Moves so that a point of the drawing is inside the view. */
  reveal(point: Point, animate: boolean): void;
  destroy(): void;
}

/** On a small view everything at once would be too small to read: then the camera stays near and follows. */
const READABLE = 0.82;
const NEAR = { least: 0.85, most: 1 };
const FURTHEST_IN = 5;
const INSET: Box = { x: 6, y: 6, width: 12, height: 12 };

function fitScale(view: Size, drawing: Size): number {
  const scale = Math.min(
    (view.width - INSET.width) / drawing.width,
    (view.height - INSET.height) / drawing.height,
  );
  return Math.max(0.05, Math.min(scale, 2));
}

/** The transform that shows the whole drawing in the middle. */
export function fitTransform(view: Size, drawing: Size): ZoomTransform {
  const scale = fitScale(view, drawing);
  return zoomIdentity
    .translate((view.width - drawing.width * scale) / 2, (view.height - drawing.height * scale) / 2)
    .scale(scale);
}

/** The left end of the drawing at a size that can be read, in the middle of the view if it is lower than that. */
export function nearTransform(view: Size, drawing: Size): ZoomTransform {
  const whole = (view.height - INSET.height) / drawing.height;
  const scale = Math.max(NEAR.least, Math.min(NEAR.most, whole));
  return zoomIdentity.translate(0, Math.max(0, (view.height - drawing.height * scale) / 2)).scale(scale);
}

/** How far to move so that a point is well inside the view; zero when it is. */
export function shiftFor(at: Point, view: Size): Point {
  const inset = { x: Math.min(90, view.width / 4), y: Math.min(70, view.height / 4) };
  const axis = (value: number, size: number, edge: number) =>
    value < edge / 3 ? edge - value : value > size - edge / 3 ? size - edge - value : 0;
  return { x: axis(at.x, view.width, inset.x), y: axis(at.y, view.height, inset.y) };
}

/** Pods are dragged themselves. */
const isHeld = ({ target }: Event) => target instanceof Element && target.closest('[data-pod]') !== null;

interface CameraListeners {
  onMove(transform: ZoomTransform, byHand: boolean): void;
  onRest(): void;
}

export function createCamera(svg: SVGSVGElement, { onMove, onRest }: CameraListeners): Camera {
  let current = zoomIdentity;
  let view: Size = { width: 1, height: 1 };
  let drawing: Size = { width: 1, height: 1 };
  const root = select(svg);
  const zoomed = () => current.k > fitScale(view, drawing) * 1.02;
  const behaviour = zoom<SVGSVGElement, unknown>()
    // One finger scrolls the page as long as the whole drawing is in view; there is nothing to pan then.
    .filter((event: Event) => {
      if (event instanceof MouseEvent && event.type !== 'wheel') return event.button === 0 && !isHeld(event);
      return !(event.type === 'touchstart' && (event as TouchEvent).touches.length === 1 && !zoomed());
    })
    .clickDistance(5)
    .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: Event | null }) => {
      current = transform;
      svg.style.touchAction = zoomed() ? 'none' : 'pan-x pan-y';
      onMove(transform, sourceEvent !== null && sourceEvent !== undefined);
    })
    .on('end', onRest);
  root.call(behaviour).on('dblclick.zoom', null);

  const go = (transform: ZoomTransform, animate: boolean) => {
    root.interrupt();
    if (animate) root.transition().duration(300).call(behaviour.transform, transform);
    else root.call(behaviour.transform, transform);
  };

  return {
    transform: () => current,
    update(nextView, nextDrawing, chosen) {
      view = nextView;
      drawing = nextDrawing;
      const fitted = fitTransform(view, drawing);
      behaviour
        .extent([
          [0, 0],
          [view.width, view.height],
        ])
        .scaleExtent([Math.min(fitted.k, 1) * 0.6, FURTHEST_IN])
        .translateExtent([
          [-drawing.width * 0.5, -drawing.height * 0.5],
          [drawing.width * 1.5, drawing.height * 1.5],
        ]);
      go(chosen ?? (fitted.k < READABLE ? nearTransform(view, drawing) : fitted), false);
    },
    fit: (animate) => go(fitTransform(view, drawing), animate),
    scaleBy(factor, animate) {
      root.interrupt();
      if (animate) root.transition().duration(200).call(behaviour.scaleBy, factor);
      else root.call(behaviour.scaleBy, factor);
    },
    reveal(point, animate) {
      const shift = shiftFor({ x: current.applyX(point.x), y: current.applyY(point.y) }, view);
      if (shift.x === 0 && shift.y === 0) return;
      go(zoomIdentity.translate(current.x + shift.x, current.y + shift.y).scale(current.k), animate);
    },
    destroy() {
      root.interrupt();
      root.on('.zoom', null);
    },
  };
}
