// What a hand does to the timeline: a drag goes through time, a wheel or two fingers zoom it. Places are parts of its width.

export interface Gestures {
  scrub(at: number): void;
  zoom(at: number, factor: number): void;
  /** By a part of the width. */
  move(by: number): void;
  /** null: nothing is pointed at any more. */
  hover(at: number | null): void;
}

/** How much a wheel's pixel zooms; two fingers on a pad arrive as a wheel with Ctrl, and move less. */
const WHEEL = 0.0016;
const PAD = 0.01;
/** A wheel that counts lines moves about as many pixels for each. */
const LINE = 16;

/** Listens on an element, from where the view in it begins. Returns a way to stop. */
export function listenToGestures(root: HTMLElement, view: HTMLElement, gestures: Gestures): () => void {
  const { scrub, zoom, move, hover } = gestures;
  const stop = new AbortController();
  const pointers = new Map<number, number>();
  const at = (x: number) => {
    const { left, width } = view.getBoundingClientRect();
    return (x - left) / Math.max(1, width);
  };
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    handler: (event: HTMLElementEventMap[K]) => void,
  ) => root.addEventListener(type, handler, { signal: stop.signal, passive: false });

  const pinch = (event: PointerEvent) => {
    const [a, b] = [...pointers.values()] as [number, number];
    const before = Math.abs(a - b);
    const middle = (a + b) / 2;
    pointers.set(event.pointerId, event.clientX);
    const [c, d] = [...pointers.values()] as [number, number];
    zoom(at(middle), Math.max(8, before) / Math.max(8, Math.abs(c - d)));
    move((middle - (c + d) / 2) / Math.max(1, view.clientWidth));
  };

  /** Neither over the names nor over the scroll bar. */
  const isOver = ({ clientX }: MouseEvent) => at(clientX) >= 0 && at(clientX) <= 1;

  on('pointerdown', (event) => {
    if (event.button !== 0 || !isOver(event)) return;
    root.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event.clientX);
    hover(null);
    if (pointers.size === 1) scrub(at(event.clientX));
  });
  on('pointermove', (event) => {
    if (pointers.size === 0) {
      if (event.pointerType !== 'touch') hover(at(event.clientX) < 0 ? null : at(event.clientX));
    } else if (!pointers.has(event.pointerId)) return;
    else if (pointers.size === 2) pinch(event);
    else scrub(at(event.clientX));
  });
  const lift = (event: PointerEvent) => void pointers.delete(event.pointerId);
  on('pointerup', lift);
  on('pointercancel', lift);
  on('pointerleave', () => hover(null));
  on('wheel', (event) => {
    if (!isOver(event)) return;
    event.preventDefault();
    hover(null);
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [x, y] = [event.deltaX * scale, event.deltaY * scale];
    if (event.shiftKey || Math.abs(x) > Math.abs(y))
      move((event.shiftKey ? x + y : x) / Math.max(1, view.clientWidth));
    else zoom(at(event.clientX), Math.exp(y * (event.ctrlKey ? PAD : WHEEL)));
  });
  return () => stop.abort();
}
