// One network of a comparison: what it is, whether its probe was answered, and its drawing at the step at which it stands.
import type { ReactNode } from 'react';
import { problemText } from '../../engine/problem.ts';
import type { Outcome as OutcomeOf } from '../../engine/trace/events.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { useComparison } from '../state/comparison.ts';
import { useWords } from '../state/language.ts';
import { goToTick, goToTickBeside, pause, usePlayback } from '../state/playback.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './Side.module.css';
import type { ShownSide, SideKey } from './sides.ts';
import type { Slots } from './slots.ts';

const GO: Readonly<Record<SideKey, (tick: number) => void>> = { left: goToTick, right: goToTickBeside };

/** Goes to the row at which a side is at a tick. */
export function goToSide(key: SideKey, tick: number): void {
  pause();
  GO[key](tick);
}

function Outcome({ outcome: { answered, failure } }: { readonly outcome: OutcomeOf }) {
  const words = useWords('library');
  return (
    <span className={styles.outcome} data-good={answered ? '' : undefined}>
      <Icon name={answered ? 'check' : 'cross'} size={14} />
      {failure ? words.failures[failure] : words.answered}
    </span>
  );
}

/** Instead of a network: that it is on its way, or why it does not come. */
function Missing() {
  const words = useWords('compare');
  const problem = useComparison((comparison) => comparison.problem);
  if (!problem) {
    return (
      <p role="status" className={styles.missing}>
        {words.opening}
      </p>
    );
  }
  return (
    <p role="alert" className={styles.missing}>
      <b>{words.refused}</b> {problemText(problem)}
    </p>
  );
}

export interface SideProps {
  readonly side: ShownSide;
  readonly at: 'first' | 'second';
  readonly Drawing: Slots['Drawing'];
  /** Namespace a person looks at; null: that of the step. */
  readonly look: number | null;
  onLook(ns: number): void;
  readonly tools?: ReactNode;
}

export function Side({ side, at, Drawing, look, onLook, tools }: SideProps) {
  const zoom = usePlayback((playback) => playback.zoom);
  const { key, name, opened } = side;
  const tick = Math.max(0, side.tick);
  return (
    <section className={styles.side} data-side={at} aria-label={name}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        {opened ? <Outcome outcome={opened.trace.outcome} /> : null}
        {opened ? (
          <code className={styles.probe} title={`${opened.probe.in}# ${opened.probe.run}`}>
            {`${opened.probe.in}# ${opened.probe.run}`}
          </code>
        ) : null}
        {tools}
      </header>
      <div className={styles.drawing}>
        {opened ? (
          <Drawing
            name={name}
            opened={opened}
            zoom={zoom}
            tick={tick}
            focus={look ?? opened.trace.events[eventOfStep(opened.trace, zoom, tick)]?.ns ?? 0}
            onFocus={onLook}
            onStep={(to) => goToSide(key, to)}
          />
        ) : (
          <Missing />
        )}
      </div>
    </section>
  );
}
