// Above the lanes: virtual time where it goes on, and where breakpoints are met.
import { memo } from 'react';
import { stepIndex } from '../../engine/trace/steps.ts';
import { useStopHere, useStops } from '../state/breakpoints.ts';
import { usePlayback } from '../state/playback.ts';
import type { Chart } from './chart.ts';
import { timeMarks } from './ruler.ts';
import styles from './Timeline.module.css';
import { px, stepWidth, xOf } from './view.ts';

/** Room that the tools at the right end take, pixels. */
const TOOLS = 150;
/** Dots nearer to each other are one. */
const DOT = 5;

function useDots({ steps, view }: Chart): readonly number[] {
  const stops = useStops();
  const dots: number[] = [];
  for (const { tick } of stops) {
    const x = xOf(view, stepIndex(steps, tick) + 0.5);
    if (x >= 0 && x <= view.width && x - (dots.at(-1) ?? -DOT) >= DOT) dots.push(x);
  }
  return dots;
}

/** Which breakpoint one has stopped at, beside the cursor. */
export function Flag({ chart: { steps, view } }: { readonly chart: Chart }) {
  const here = useStopHere();
  const step = usePlayback(({ tick }) => stepIndex(steps, tick));
  if (here === '') return null;
  const x = xOf(view, step);
  const side = x > view.width / 2 ? { right: view.width - x } : { left: x + stepWidth(view) };
  return (
    <span className={styles.flag} style={side}>
      {here}
    </span>
  );
}

export const Ruler = memo(function Ruler({ chart }: { readonly chart: Chart }) {
  const { marks, view } = chart;
  const dots = useDots(chart);
  return (
    <svg className={styles.scale} width={view.width} height="100%" aria-hidden="true">
      {timeMarks(marks, view, view.width - TOOLS).map(({ step, x, pause, label }) => (
        <g key={step} transform={`translate(${px(x)},0)`} data-pause={pause || undefined}>
          <path d={label === null ? 'M0,20V24' : 'M0,14V24'} />
          {label === null ? null : (
            <text x="4" y="14">
              {label}
            </text>
          )}
        </g>
      ))}
      {dots.map((x) => (
        <circle key={x} className={styles.stop} cx={px(x)} cy="19" r="3.2" />
      ))}
    </svg>
  );
});
