// What one does to the timeline besides moving along it.
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import type { Chart } from './chart.ts';
import { Legend } from './Legend.tsx';
import { laneBy } from './look.ts';
import { showWhole, zoomAbout } from './Scrubber.tsx';
import styles from './Timeline.module.css';
import { isWhole } from './window.ts';

const ZOOM = 2;

export function Tools({ chart, small }: { readonly chart: Chart; readonly small: boolean }) {
  const words = useWords('timeline');
  const { by, view, marks } = chart;
  const all = isWhole(view.window, marks.count);
  return (
    <div className={styles.tools}>
      {small ? null : (
        <Button
          icon="lanes"
          label={words.perDevice}
          aria-pressed={by === 'device'}
          onClick={() => laneBy(by === 'device' ? 'namespace' : 'device')}
        />
      )}
      <Button icon="minus" label={words.zoomOut} disabled={all} onClick={() => zoomAbout(chart, ZOOM)} />
      <Button icon="plus" label={words.zoomIn} onClick={() => zoomAbout(chart, 1 / ZOOM)} />
      <Button icon="whole" label={words.whole} disabled={all} onClick={() => showWhole(chart)} />
      <Legend />
    </div>
  );
}
