// What a person points at in the drawing, by pointer or keyboard: one listener a kind of event for everything drawn.
import type { Level, Trace } from '../../engine/trace/events.ts';
import { markTick } from './journey.ts';
import type { TooltipTarget } from './Tooltip.tsx';

export interface Listeners {
  onFocus(ns: number): void;
  onStep(tick: number): void;
  onStop?: ((device: number) => void) | undefined;
  onTip(target: TooltipTarget | null): void;
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
  const choose = (event: Event) => {
    const stop = within(event, 'data-stop');
    const hop = within(event, 'data-hop');
    const ns = within(event, 'data-ns');
    if (stop) listeners.onStop?.(Number(stop));
    else if (hop) listeners.onStep(markTick(trace, zoomNow(), Number(hop)));
    else if (ns) listeners.onFocus(Number(ns));
  };
  const tip = (event: Event) => {
    const element = event.target instanceof Element ? event.target.closest('[data-device]') : null;
    if (!element) return listeners.onTip(null);
    const box = element.getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    const x = box.left + box.width / 2 - frame.left;
    listeners.onTip({
      device: Number(element.getAttribute('data-device')),
      x,
      top: box.top - frame.top,
      bottom: box.bottom - frame.top,
    });
  };
  const on = (type: string, handler: (event: Event) => void) =>
    root.addEventListener(type, handler, { signal: stop.signal });
  on('click', choose);
  on('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    if (key === 'Escape') listeners.onTip(null);
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
