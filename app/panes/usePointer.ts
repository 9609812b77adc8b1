// Follows the pointer over the lines of a list: one listener a kind of event for all of them.
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { PrintedLine } from '../../engine/shell/print/index.ts';
import { rowOfLine } from './rowActs.ts';

interface Listeners {
  /** The line of the row under the pointer, or touched last; null: the pointer has left. */
  onPoint(at: number | null): void;
  /** Somebody asks what can be done with a row. */
  onMenu(at: number): void;
}

const lineOf = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;

export function usePointer(
  list: RefObject<HTMLElement | null>,
  lines: readonly PrintedLine[],
  listeners: Listeners,
): void {
  const latest = useRef({ lines, ...listeners });
  useLayoutEffect(() => {
    latest.current = { lines, ...listeners };
  });
  useEffect(() => {
    const element = list.current;
    const view = element?.closest('section');
    if (!element || !view) return;
    const stop = new AbortController();
    const on = (target: Element, type: string, handler: (event: Event) => void) =>
      target.addEventListener(type, handler, { signal: stop.signal });
    const rowOf = (event: Event) => {
      const line = lineOf(event);
      return line && rowOfLine(latest.current.lines, Number(line.dataset.line));
    };
    const point = (event: Event) => {
      if (lineOf(event)) latest.current.onPoint(rowOf(event));
    };
    on(element, 'pointerover', point);
    on(element, 'click', point);
    on(element, 'contextmenu', (event) => {
      const at = rowOf(event);
      // Who has marked text wants the browser's own menu.
      if (at === null || getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      latest.current.onMenu(at);
    });
    on(view, 'pointerleave', (event) => {
      if ((event as PointerEvent).pointerType === 'mouse') latest.current.onPoint(null);
    });
    return () => stop.abort();
  }, [list]);
}
