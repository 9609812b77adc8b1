// Forward, back, play, ends, a slider over all steps, and how far one step goes.
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import type { Level } from '../../engine/trace/events.ts';
import { stepIndex } from '../../engine/trace/steps.ts';
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
  useSteps,
} from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import styles from './Transport.module.css';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

function Slider() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { trace, outline } = useOpened();
  const steps = useSteps();
  const { tick, zoom } = usePlayback();
  const index = stepIndex(steps, tick);
  const last = Math.max(1, steps.length - 1);
  return (
    <>
      <input
        type="range"
        className={styles.slider}
        style={{ '--done': `${(index / last) * 100}%` } as React.CSSProperties}
        aria-label={words.step}
        aria-valuetext={words.stepText(
          index + 1,
          steps.length,
          placeOf(trace, outline, zoom, tick),
          titleOf(speech, trace, zoom, tick),
        )}
        min={0}
        max={Math.max(0, steps.length - 1)}
        step={1}
        value={index}
        onChange={(event) => {
          pause();
          goToIndex(Number(event.currentTarget.value));
        }}
      />
      <output className={styles.count}>
        <b>{index + 1}</b> / {steps.length}
      </output>
    </>
  );
}

export function Transport() {
  const words = useWords('playback');
  const zoom = usePlayback((playback) => playback.zoom);
  const playing = usePlayback((playback) => playback.playing);
  const steps = useSteps();
  const atStart = usePlayback(({ tick }) => tick <= (steps[0] ?? 0));
  const atEnd = usePlayback(({ tick }) => tick >= (steps[steps.length - 1] ?? 0));
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
      </div>
      <Choice label={words.stepBy} seen options={zooms} value={zoom} onChange={setZoom} />
    </section>
  );
}
