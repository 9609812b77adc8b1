// Hands on the timeline: they go to steps and look elsewhere.
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { goToTick, pause } from '../state/playback.ts';
import type { Chart } from './chart.ts';
import { listenToGestures } from './gestures.ts';
import { moveBy, stepAt, zoomAt } from './window.ts';

type Place = RefObject<HTMLElement | null>;

export function useGestures(
  root: Place,
  view: Place,
  chart: Chart,
  onHover: (step: number | null) => void,
): void {
  const latest = useRef({ chart, onHover });
  useLayoutEffect(() => {
    latest.current = { chart, onHover };
  });
  useLayoutEffect(() => {
    if (!root.current || !view.current) return;
    const now = () => latest.current.chart;
    const count = () => now().marks.count;
    const stepOf = (at: number) => stepAt(now().view.window, count(), at);
    return listenToGestures(root.current, view.current, {
      scrub(at) {
        pause();
        goToTick(now().steps[stepOf(at)]!);
      },
      zoom: (at, factor) => now().look((window) => zoomAt(window, count(), at, factor)),
      move: (by) => now().look((window) => moveBy(window, count(), by * window.span)),
      hover: (at) => latest.current.onHover(at === null ? null : stepOf(at)),
    });
  }, [root, view]);
}
