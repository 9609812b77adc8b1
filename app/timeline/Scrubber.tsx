// The part of the timeline that is moved along: a slider for hands, keys and screen readers.
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { stepIndex } from '../../engine/trace/steps.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { goToEnd, goToStart, stepBy, usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import type { Chart } from './chart.ts';
import { timeText } from './ruler.ts';
import styles from './Timeline.module.css';
import { type Window, whole, zoomAt } from './window.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

const ZOOM = 1.5;

/** What zooms about the step on show. */
export function zoomAbout({ look, marks, steps }: Chart, factor: number): void {
  const step = stepIndex(steps, usePlayback.getState().tick);
  look((window) => zoomAt(window, marks.count, partOf(window, step), factor));
}

const partOf = ({ from, span }: Window, step: number) => (step + 0.5 - from) / span;

export const showWhole = ({ look, marks }: Chart): void => look(() => whole(marks.count));

const KEYS: Readonly<Record<string, (chart: Chart) => void>> = {
  Home: goToStart,
  End: goToEnd,
  '+': (chart) => zoomAbout(chart, 1 / ZOOM),
  '=': (chart) => zoomAbout(chart, 1 / ZOOM),
  '-': (chart) => zoomAbout(chart, ZOOM),
  '0': showWhole,
};

function onKeyDown(event: KeyboardEvent, chart: Chart): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const steps = STEPS[event.key];
  const act = KEYS[event.key];
  if (steps === undefined && !act) return;
  event.preventDefault();
  if (steps !== undefined) stepBy(steps);
  else act?.(chart);
}

/** The step on show, in words. */
function useSaid({ marks }: Chart, step: number): string {
  const { trace, outline } = useOpened();
  const words = useWords('timeline');
  const speech = useSpeech();
  const { tick, zoom } = usePlayback();
  const place = placeOf(trace, outline, zoom, tick);
  return words.value(
    step + 1,
    marks.count,
    place,
    titleOf(speech, trace, zoom, tick),
    timeText(marks.time[step] ?? 0),
  );
}

interface ScrubberProps {
  readonly chart: Chart;
  readonly ref: Ref<HTMLDivElement>;
  readonly children: ReactNode;
}

export function Scrubber({ chart, ref, children }: ScrubberProps) {
  const words = useWords('timeline');
  const step = usePlayback(({ tick }) => stepIndex(chart.steps, tick));
  const said = useSaid(chart, step);
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={words.title}
      aria-valuemin={1}
      aria-valuemax={chart.marks.count}
      aria-valuenow={step + 1}
      aria-valuetext={said}
      className={styles.plot}
      data-keys="own"
      onMouseDown={keepFocus}
      onKeyDown={(event) => onKeyDown(event, chart)}
    >
      {children}
    </div>
  );
}
