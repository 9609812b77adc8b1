// Forward, back, play, ends, a slider over all steps, and how far one step goes; where to stop is another's part.
import type { ReactNode } from 'react';
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import type { Level } from '../../engine/trace/events.ts';
import { useSpeech, useWords } from '../state/language.ts';
import {
  goToEnd,
  goToIndex,
  goToStart,
  pause,
  setZoom,
  stepBy,
  togglePlay,
  usePlayback,
  useSpoken,
  useStop,
} from '../state/playback.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import styles from './Transport.module.css';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

function Slider() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { index, count } = useStop();
  const { opened, zoom, tick } = useSpoken();
  const { trace, outline } = opened;
  const last = Math.max(1, count - 1);
  return (
    <>
      <input
        type="range"
        className={styles.slider}
        style={{ '--done': `${(index / last) * 100}%` } as React.CSSProperties}
        aria-label={words.step}
        aria-valuetext={words.stepText(
          index + 1,
          count,
          placeOf(trace, outline, zoom, tick),
          titleOf(speech, trace, zoom, tick),
        )}
        min={0}
        max={Math.max(0, count - 1)}
        step={1}
        value={index}
        onChange={(event) => {
          pause();
          goToIndex(Number(event.currentTarget.value));
        }}
      />
      <output className={styles.count}>
        <b>{index + 1}</b> / {count}
      </output>
    </>
  );
}

export function Transport({ children }: { readonly children?: ReactNode }) {
  const words = useWords('playback');
  const zoom = usePlayback((playback) => playback.zoom);
  const playing = usePlayback((playback) => playback.playing);
  const { index, count } = useStop();
  const atStart = index === 0;
  const atEnd = index >= count - 1;
  const zooms = ZOOMS.map((value) => ({ value, ...words.zooms[value] }));
  return (
    <section className={styles.transport} aria-label={words.transport}>
      <div className={styles.buttons}>
        <Button icon="back" label={words.toStart} aria-disabled={atStart} onClick={goToStart} />
        <Button icon="previous" label={words.back} aria-disabled={atStart} onClick={() => stepBy(-1)} />
        <Button
          icon={playing ? 'pause' : 'play'}
          label={playing ? words.pause : words.play}
          look="primary"
          className={styles.play ?? ''}
          onClick={togglePlay}
        />
        <Button icon="next" label={words.forward} aria-disabled={atEnd} onClick={() => stepBy(1)} />
        <Button icon="forward" label={words.toEnd} aria-disabled={atEnd} onClick={goToEnd} />
      </div>
      <div className={styles.scrub}>
        <Slider />
        {children}
      </div>
      <Choice label={words.stepBy} seen options={zooms} value={zoom} onChange={setZoom} />
    </section>
  );
}
