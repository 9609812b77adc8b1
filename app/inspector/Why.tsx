// What happened at this step and why, in sentences that lead to the rows, devices and events they speak of.
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { placeOf, type Target, titleOf, whyOf } from '../../engine/explain/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import type { Level } from '../../engine/trace/events.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { goToTick, pause, usePlayback } from '../state/playback.ts';
import { focusNow, pin, showRow } from '../state/selection.ts';
import { useOpened, useSession } from '../state/session.ts';
import { Told } from './Told.tsx';
import styles from './Why.module.css';

/** A device of another namespace is looked at there. */
function lookAt(ns: number | undefined): void {
  if (ns !== undefined && ns !== focusNow()) pin(ns);
}

function useFollow() {
  const { trace, outline } = useOpened();
  return (to: Target) => {
    switch (to.kind) {
      case 'row':
        return showRow(to);
      case 'device':
        return lookAt(outline.devices[to.device]?.ns);
      case 'event':
        pause();
        return goToTick(trace.ticks[to.event]!);
    }
  };
}

export interface ReasonProps {
  readonly opened: Opened;
  readonly zoom: Level;
  readonly tick: number;
  /** Of the step's namespace, as they stood before the probe; null until they are there. */
  readonly tables: TableSet | null;
  onFollow(to: Target): void;
  /** What else can be done at this step, where the part has no heading to put it in. */
  readonly aside?: ReactNode;
  /** What stands behind the sentences. */
  readonly children?: ReactNode;
}

export function Reason({ opened, zoom, tick, tables, onFollow, aside, children }: ReasonProps) {
  const words = useWords('inspector');
  const speech = useSpeech();
  const { trace, outline } = opened;
  const event = trace.events[eventOfStep(trace, zoom, tick)]!;
  const sentences = useMemo(
    () => whyOf(speech, opened, zoom, tick, tables).map((sentence, key) => ({ key, sentence })),
    [speech, opened, zoom, tick, tables],
  );
  return (
    <div className={styles.why}>
      <div className={styles.head}>
        <p className={styles.place}>{placeOf(trace, outline, zoom, tick)}</p>
        {aside}
      </div>
      <h3 className={styles.title}>{titleOf(speech, trace, zoom, tick)}</h3>
      {sentences.map(({ key, sentence }) => (
        <p key={key}>
          <Told sentence={sentence} onFollow={onFollow} />
        </p>
      ))}
      {children}
      <p className={styles.source}>
        <code>{event.fn}()</code> <span>{words.at((event.time / 1000).toFixed(3))}</span>
      </p>
    </div>
  );
}

/** What was weighed is a derivation of its own, and fetched when somebody looks. */
const Evidence = lazy(() => import('./Evidence.tsx').then((module) => ({ default: module.Evidence })));

/** Of the step on show. */
export function Why({ aside }: Pick<ReasonProps, 'aside'>) {
  const opened = useOpened();
  const { tick, zoom } = usePlayback();
  const { ns } = opened.trace.events[eventOfStep(opened.trace, zoom, tick)]!;
  const tables = useSession((session) => session.base.get(ns) ?? null);
  const onFollow = useFollow();
  return (
    <Reason opened={opened} zoom={zoom} tick={tick} tables={tables} onFollow={onFollow} aside={aside}>
      <Suspense>
        <Evidence opened={opened} zoom={zoom} tick={tick} tables={tables} onFollow={onFollow} />
      </Suspense>
    </Reason>
  );
}
