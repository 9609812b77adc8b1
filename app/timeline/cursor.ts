// What a step changes in the timeline, written to the elements directly: where one stands, and the arrows of its hop.
import { stepIndex } from '../../engine/trace/steps.ts';
import { usePlayback } from '../state/playback.ts';
import { arrowPath, arrowsOf } from './causes.ts';
import type { Chart } from './chart.ts';
import { px, stepWidth, xOf } from './view.ts';
import { keepIn } from './window.ts';

/** The step is never thinner than this, pixels. */
const THINNEST = 2;

/** Keeps the cursor at the step on show. Returns a way to stop. */
export function followSteps(root: HTMLElement, scroller: HTMLElement, chart: Chart): () => void {
  const { steps, marks, view, look, lanes } = chart;
  const parts = (name: string) => root.querySelectorAll<HTMLElement | SVGElement>(`[data-part="${name}"]`);
  const names = root.querySelectorAll('[data-lane]');
  const room = scroller.clientHeight - (scroller.firstElementChild as HTMLElement).offsetHeight;
  const scrolls = lanes.lanes.length * view.height > room;
  let before = -1;
  const show = () => {
    const step = stepIndex(steps, usePlayback.getState().tick);
    const x = xOf(view, step);
    const width = Math.max(THINNEST, stepWidth(view));
    for (const part of parts('cursor')) {
      part.style.transform = `translateX(${px(x)}px)`;
      part.style.width = `${px(width)}px`;
    }
    for (const part of parts('future')) part.style.transform = `translateX(${px(Math.max(0, x + width))}px)`;
    const arrows = arrowsText(chart, step);
    for (const part of [...parts('halo'), ...parts('arrows')]) part.setAttribute('d', arrows);
    const lane = marks.lane[step] ?? 0;
    if (lane !== before) {
      for (const [index, name] of names.entries()) name.toggleAttribute('data-here', index === lane);
      if (scrolls) reveal(scroller, room, lane * view.height, view.height);
    }
    before = lane;
    look((window) => keepIn(window, marks.count, step));
  };
  show();
  return usePlayback.subscribe(show);
}

function arrowsText({ trace, effects, marks, steps, view }: Chart, step: number): string {
  const hop = marks.hop[step];
  if (hop === undefined) return '';
  return arrowsOf(trace, effects, marks, steps, hop)
    .map((arrow) => arrowPath(marks, view, arrow))
    .join('');
}

/** Brings a lane into view. */
function reveal(scroller: HTMLElement, room: number, top: number, height: number): void {
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
}
