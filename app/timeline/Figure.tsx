// The marks themselves. Drawn when the view changes, not when a step does.
import { memo } from 'react';
import { waysPath } from './causes.ts';
import type { Chart } from './chart.ts';
import { SHAPES } from './marks.ts';
import { dropPath, markPaths, seamPath } from './paths.ts';
import { timeMarks } from './ruler.ts';
import styles from './Timeline.module.css';
import { px } from './view.ts';

export const Figure = memo(function Figure({ chart }: { readonly chart: Chart }) {
  const { trace, effects, steps, marks, view, lanes, by } = chart;
  const height = lanes.lanes.length * view.height;
  const paths = markPaths(marks, view);
  const times = timeMarks(marks, view, view.width);
  const lines = (pause: boolean) =>
    times.map((mark) => (mark.pause === pause ? `M${px(mark.x)},0V${height}` : '')).join('');
  const floors = lanes.lanes.slice(1).map((_, lane) => `M0,${(lane + 1) * view.height}H${view.width}`);
  return (
    <svg className={styles.figure} width={view.width} height={height} aria-hidden="true">
      <path className={styles.floors} d={floors.join('')} />
      {by === 'whole' ? null : <path className={styles.times} d={lines(false)} />}
      <path className={styles.pauses} d={lines(true)} />
      <path className={styles.ways} d={waysPath(trace, effects, marks, steps, view)} />
      {SHAPES.map((shape) => (
        <path key={shape} className={styles.mark} data-shape={shape} d={paths[shape]} />
      ))}
      <path className={styles.seams} d={seamPath(marks, view)} />
      <path className={styles.dropHalo} d={dropPath(marks, view)} />
      <path className={styles.drop} d={dropPath(marks, view)} />
    </svg>
  );
});
