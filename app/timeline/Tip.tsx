// What is under the pointer, in words.
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import type { Chart } from './chart.ts';
import { Sample } from './Legend.tsx';
import { SHAPES } from './marks.ts';
import { timeText } from './ruler.ts';
import styles from './Timeline.module.css';
import { xOf } from './view.ts';

const WIDTH = 250;

interface TipProps {
  readonly chart: Chart;
  readonly step: number;
  /** Where the view begins in the timeline, pixels. */
  readonly left: number;
}

export function Tip({ chart: { steps, marks, view }, step, left }: TipProps) {
  const { trace, outline } = useOpened();
  const words = useWords('timeline');
  const speech = useSpeech();
  const zoom = usePlayback((playback) => playback.zoom);
  const tick = steps[step];
  if (tick === undefined) return null;
  const x = left + xOf(view, step + 0.5);
  const most = Math.max(4, left + view.width - WIDTH - 4);
  const shape = SHAPES[marks.shape[step]!]!;
  return (
    <div
      className={styles.tip}
      style={{ left: Math.max(4, Math.min(most, x - WIDTH / 2)), width: WIDTH }}
      aria-hidden="true"
    >
      <p className={styles.tipPlace}>{placeOf(trace, outline, zoom, tick)}</p>
      <p className={styles.tipTitle}>{titleOf(speech, trace, zoom, tick)}</p>
      <p className={styles.tipTime}>
        <Sample shape={shape} />
        {words.shapes[shape]} <span>{words.time(timeText(marks.time[step]!))}</span>
      </p>
    </div>
  );
}
