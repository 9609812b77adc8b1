// The list of all steps, the current one marked and in view.
import { memo, useMemo } from 'react';
import { stepIndex } from '../../engine/trace/steps.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { useNotesByStep } from '../state/notes.ts';
import { goToTick, pause, stepBy, stepsOf, usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import hidden from '../ui/hidden.module.css';
import { Icon } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { LongList } from '../ui/LongList.tsx';
import type { Words } from '../words/catalogue.ts';
import { type StepItem, stepItems } from './items.ts';
import styles from './Steps.module.css';

/** Heights in pixels; the style sheet agrees. */
const HEIGHT = { hop: 26, table: 24, step: 24 };

interface ItemProps {
  readonly item: StepItem;
  /** What sorts of packets are called. */
  readonly kinds: Words['playback']['kinds'];
  readonly current: boolean;
  /** Is a note pinned on it? */
  readonly noted: boolean;
  readonly nth: number;
  readonly of: number;
}

const Item = memo(function Item({ item, kinds, current, noted, nth, of }: ItemProps) {
  const words = useWords('notes');
  const { hop, table, title, depth, tone, tick } = item;
  return (
    <li aria-posinset={nth} aria-setsize={of}>
      {hop ? (
        <div className={styles.hop} data-kind={hop.kind}>
          <Icon name={hop.kind} size={13} />
          <span className={styles.place}>{hop.place}</span>
          <span className={styles.kind}>{kinds[hop.kind]}</span>
        </div>
      ) : null}
      {table ? <div className={styles.table}>{table}</div> : null}
      <button
        type="button"
        className={styles.step}
        data-depth={depth}
        data-tone={tone}
        title={title}
        aria-current={current ? 'step' : undefined}
        tabIndex={current ? 0 : -1}
        onMouseDown={keepFocus}
        onClick={() => {
          pause();
          goToTick(tick);
        }}
      >
        {tone === 'drop' ? <Icon name="drop" size={12} /> : null}
        <span>{title}</span>
        {noted ? (
          <i className={styles.noted}>
            <Icon name="note" size={13} />
            <span className={hidden.hidden}>({words.marked})</span>
          </i>
        ) : null}
      </button>
    </li>
  );
});

const heightOf = ({ hop, table }: StepItem): number =>
  HEIGHT.step + (hop ? HEIGHT.hop : 0) + (table ? HEIGHT.table : 0);

const keyOf = ({ tick }: StepItem) => tick;

export function Steps() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { trace, outline } = useOpened();
  const notes = useNotesByStep();
  const zoom = usePlayback((playback) => playback.zoom);
  const items = useMemo(
    () => stepItems(speech, trace, outline, zoom, stepsOf(trace, zoom)),
    [speech, trace, outline, zoom],
  );
  const current = usePlayback((playback) => stepIndex(stepsOf(trace, playback.zoom), playback.tick));
  return (
    <LongList
      label={words.steps}
      entries={items}
      current={current}
      heightOf={heightOf}
      keyOf={keyOf}
      onStep={stepBy}
      draw={(item, index) => (
        <Item
          key={item.tick}
          item={item}
          kinds={words.kinds}
          current={index === current}
          noted={notes.has(index)}
          nth={index + 1}
          of={items.length}
        />
      )}
    />
  );
}

export function useStepCount(): number {
  const { trace } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  return stepsOf(trace, zoom).length;
}
