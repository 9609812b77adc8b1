// The steps of both networks in two columns, with what is between them: alike, different, or only here.
import { memo, useMemo } from 'react';
import { isDifferent } from '../../engine/trace/comparison.ts';
import { useComparison } from '../state/comparison.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { goToIndex, pause, stepBy, usePlayback, useStop } from '../state/playback.ts';
import { Button } from '../ui/Button.tsx';
import hidden from '../ui/hidden.module.css';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { LongList } from '../ui/LongList.tsx';
import { Section } from '../ui/Section.tsx';
import type { Words } from '../words/catalogue.ts';
import { type Cell, type Column, type RowItem, rowItems } from './items.ts';
import styles from './RowList.module.css';
import type { ShownSide, Sides } from './sides.ts';

/** Heights in pixels; the style sheet agrees. */
const HEIGHT = { place: 20, step: 24, differs: 18, gap: 2 };

const heightOf = ({ cells: [first, second], differs }: RowItem): number =>
  HEIGHT.step +
  HEIGHT.gap +
  (first?.place || second?.place ? HEIGHT.place : 0) +
  (differs.length > 0 ? HEIGHT.differs : 0);

const keyOf = ({ index }: RowItem) => index;

const ICONS: Readonly<Record<RowItem['mark'], IconName>> = {
  alike: 'equal',
  differs: 'unequal',
  first: 'previous',
  second: 'next',
};

function markText(words: Words['compare'], { mark, differs }: RowItem, names: readonly string[]): string {
  switch (mark) {
    case 'alike':
      return words.alike;
    case 'differs':
      return words.differs(differs.map((aspect) => words.aspectNames[aspect]));
    case 'first':
      return words.only(names[0]!);
    case 'second':
      return words.only(names[1]!);
  }
}

function StepCell({ cell, side }: { readonly cell: Cell | null; readonly side: 'first' | 'second' }) {
  if (!cell) return <span className={styles.nothing} data-side={side} />;
  return (
    <span className={styles.cell} data-side={side} data-tone={cell.tone}>
      {cell.place ? <span className={styles.place}>{cell.place}</span> : null}
      <span className={styles.title} title={cell.title}>
        {cell.tone === 'drop' ? <Icon name="drop" size={12} /> : null}
        <span>{cell.title}</span>
      </span>
    </span>
  );
}

interface RowProps {
  readonly item: RowItem;
  readonly text: string;
  readonly current: boolean;
  readonly of: number;
}

const Row = memo(function Row({ item, text, current, of }: RowProps) {
  const { index, mark, cells } = item;
  return (
    <li aria-posinset={index + 1} aria-setsize={of}>
      <button
        type="button"
        className={styles.row}
        data-mark={mark}
        aria-current={current ? 'step' : undefined}
        tabIndex={current ? 0 : -1}
        onMouseDown={keepFocus}
        onClick={() => {
          pause();
          goToIndex(index);
        }}
      >
        <StepCell cell={cells[0]} side="first" />
        <span className={styles.mark}>
          <Icon name={ICONS[mark]} size={14} />
          {mark === 'differs' ? null : <span className={hidden.hidden}>{text}</span>}
        </span>
        <StepCell cell={cells[1]} side="second" />
        {mark === 'differs' ? <span className={styles.differs}>{text}</span> : null}
      </button>
    </li>
  );
});

/** A side as a column; a network that is not there yet has none. */
function useColumn({ key, opened }: ShownSide): Column | null {
  return useMemo(() => opened && { key, opened }, [key, opened]);
}

/** The rows at the zoom on show; none until both networks are there. */
function useRows(sides: Sides): readonly RowItem[] {
  const speech = useSpeech();
  const rows = useComparison((comparison) => comparison.rows);
  const zoom = usePlayback((playback) => playback.zoom);
  const first = useColumn(sides[0]);
  const second = useColumn(sides[1]);
  return useMemo(
    () => (rows && first && second ? rowItems(speech, rows(zoom), [first, second], zoom) : []),
    [speech, rows, zoom, first, second],
  );
}

/** To the differences before and behind the row on show. */
function DifferenceTools() {
  const words = useWords('compare');
  const rows = useComparison((comparison) => comparison.rows);
  const zoom = usePlayback((playback) => playback.zoom);
  const { index } = useStop();
  const all = rows?.(zoom).rows ?? [];
  const earlier = all.slice(0, index).findLastIndex(isDifferent);
  const later = all.findIndex((row, at) => at > index && isDifferent(row));
  const go = (to: number) => () => {
    if (to < 0) return;
    pause();
    goToIndex(to);
  };
  return (
    <>
      <Button
        icon="previous"
        label={words.previousDifference}
        aria-disabled={earlier < 0}
        className={styles.jump ?? ''}
        onClick={go(earlier)}
      />
      <Button
        icon="next"
        label={words.nextDifference}
        aria-disabled={later < 0}
        className={styles.jump ?? ''}
        onClick={go(later)}
      />
    </>
  );
}

export function RowList({ sides }: { readonly sides: Sides }) {
  const words = useWords('compare');
  const { steps: title } = useWords('page');
  const items = useRows(sides);
  const { index: current } = useStop();
  const count = items.filter(({ mark }) => mark !== 'alike').length;
  const names = sides.map(({ name }) => name);
  return (
    <Section title={title} aside={words.differences(count)} tools={<DifferenceTools />}>
      <LongList
        label={words.rows}
        entries={items}
        current={current}
        heightOf={heightOf}
        keyOf={keyOf}
        onStep={stepBy}
        draw={(item) => (
          <Row
            key={item.index}
            item={item}
            text={markText(words, item, names)}
            current={item.index === current}
            of={items.length}
          />
        )}
      />
    </Section>
  );
}
