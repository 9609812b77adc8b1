// Forward, back, play, ends, a slider over all steps, and how far one step goes.
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import type { Level } from '../../engine/trace/events.ts';
import { stepIndex } from '../../engine/trace/steps.ts';
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

const ZOOM_OPTIONS: readonly { value: Level; name: string; hint: string }[] = [
  { value: 'hop', name: 'Hop', hint: 'Device to device (1)' },
  { value: 'stage', name: 'Stage', hint: 'Each hook, lookup and decision (2)' },
  { value: 'rule', name: 'Rule', hint: 'Each iptables rule tried (3)' },
];

function Slider() {
  const { trace, outline } = useOpened();
  const steps = useSteps();
  const { tick, zoom } = usePlayback();
  const index = stepIndex(steps, tick);
  const last = Math.max(1, steps.length - 1);
  const text = `step ${index + 1} of ${steps.length}: ${placeOf(trace, outline, zoom, tick)}, ${titleOf(trace, zoom, tick)}`;
  return (
    <>
      <input
        type="range"
        className={styles.slider}
        style={{ '--done': `${(index / last) * 100}%` } as React.CSSProperties}
        aria-label="Step"
        aria-valuetext={text}
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
  const zoom = usePlayback((playback) => playback.zoom);
  const playing = usePlayback((playback) => playback.playing);
  const steps = useSteps();
  const atStart = usePlayback(({ tick }) => tick <= (steps[0] ?? 0));
  const atEnd = usePlayback(({ tick }) => tick >= (steps[steps.length - 1] ?? 0));
  return (
    <section className={styles.transport} aria-label="Transport">
      <div className={styles.buttons}>
        <Button icon="back" label="To start" aria-disabled={atStart} onClick={goToStart} />
        <Button icon="previous" label="Step back" aria-disabled={atStart} onClick={() => stepBy(-1)} />
        <Button
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          look="primary"
          className={styles.play ?? ''}
          onClick={togglePlay}
        />
        <Button icon="next" label="Step forward" aria-disabled={atEnd} onClick={() => stepBy(1)} />
        <Button icon="forward" label="To end" aria-disabled={atEnd} onClick={goToEnd} />
      </div>
      <div className={styles.scrub}>
        <Slider />
      </div>
      <Choice label="Step by" seen options={ZOOM_OPTIONS} value={zoom} onChange={setZoom} />
    </section>
  );
}
