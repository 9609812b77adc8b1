// What a person points at in the drawing, by pointer or keyboard: one listener a kind of event for everything drawn.
import type { Level, Trace } from '../../engine/trace/events.ts';
import type { Thing } from './Card.tsx';
import { markTick } from './journey.ts';
import type { Spot, TooltipTarget } from './Tooltip.tsx';

export interface Listeners {
  onFocus(ns: number): void;
  onStep(tick: number): void;
  onStop?: ((device: number) => void) | undefined;
  onTip(target: TooltipTarget | null): void;
  /** A device or a namespace was chosen, or something that is neither. */
  onChoose(thing: Thing | null, byKey: boolean): void;
}

/** What of a namespace's ground, in pixels, has its name. */
const TITLE = 22;

/** Where something is drawn now; of a namespace only where its name is. */
export function spotOf(element: Element, root: Element): Spot {
  const box = element.getBoundingClientRect();
  const frame = root.getBoundingClientRect();
  const bottom = element.hasAttribute('data-device') ? box.bottom : Math.min(box.bottom, box.top + TITLE);
  return { x: box.left + box.width / 2 - frame.left, top: box.top - frame.top, bottom: bottom - frame.top };
}

/** Listens to everything drawn at once: which namespace, device or mark an event is about. */
export function listen(
  root: HTMLElement,
  trace: Trace,
  zoomNow: () => Level,
  listeners: Listeners,
): () => void {
  const stop = new AbortController();
  const within = (event: Event, attribute: string) =>
    event.target instanceof Element
      ? event.target.closest(`[${attribute}]`)?.getAttribute(attribute)
      : undefined;
  const deviceAt = (event: Event) =>
    event.target instanceof Element ? event.target.closest('[data-device]') : null;
  const thingAt = (event: Event): Thing | null => {
    const device = within(event, 'data-device');
    const namespace = within(event, 'data-namespace');
    if (device) return { device: Number(device) };
    return namespace ? { namespace: Number(namespace) } : null;
  };
  const choose = (event: Event) => {
    if (within(event, 'data-card') !== undefined) return;
    const stop = within(event, 'data-stop');
    if (stop) return listeners.onStop?.(Number(stop));
    const hop = within(event, 'data-hop');
    const ns = within(event, 'data-ns');
    if (hop) listeners.onStep(markTick(trace, zoomNow(), Number(hop)));
    else if (ns) listeners.onFocus(Number(ns));
    listeners.onChoose(thingAt(event), event.type === 'keydown');
  };
  const tip = (event: Event) => {
    const element = deviceAt(event);
    listeners.onTip(
      element && { ...spotOf(element, root), device: Number(element.getAttribute('data-device')) },
    );
  };
  const on = (type: string, handler: (event: Event) => void) =>
    root.addEventListener(type, handler, { signal: stop.signal });
  on('click', choose);
  on('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    if (key === 'Escape') {
      listeners.onTip(null);
      listeners.onChoose(null, true);
    }
    const device = within(event, 'data-device');
    if (key === 'b' && device && listeners.onStop && !(event as KeyboardEvent).ctrlKey) {
      event.preventDefault();
      listeners.onStop(Number(device));
    }
    if ((key !== 'Enter' && key !== ' ') || within(event, 'data-ns') === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(event);
  });
  on('pointerover', tip);
  on('pointerleave', () => listeners.onTip(null));
  on('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) tip(event);
  });
  on('focusout', () => listeners.onTip(null));
  return () => stop.abort();
}
