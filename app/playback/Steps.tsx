// The list of all steps, the current one marked and in view. Of a long list only the part around the view is in the document.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import { stepIndex } from '../../engine/trace/steps.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { goToTick, pause, stepBy, stepsOf, usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { Icon } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import type { Words } from '../words/catalogue.ts';
import { type StepItem, stepItems } from './items.ts';
import styles from './Steps.module.css';

/** Heights in pixels; the style sheet agrees. */
const HEIGHT = { hop: 26, table: 24, step: 24 };
/** Steps kept outside the view on either side: lists of common length are there as a whole, for search and for readers. */
const OVERSCAN = 500;
/** Room kept above and below the current step, pixels. */
const MARGIN = 48;

interface ItemProps {
  readonly item: StepItem;
  /** What sorts of packets are called. */
  readonly kinds: Words['playback']['kinds'];
  readonly current: boolean;
  readonly nth: number;
  readonly of: number;
}

const Item = memo(function Item({ item, kinds, current, nth, of }: ItemProps) {
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
      </button>
    </li>
  );
});

function heightOf(item: StepItem | undefined): number {
  return HEIGHT.step + (item?.hop ? HEIGHT.hop : 0) + (item?.table ? HEIGHT.table : 0);
}

/** Up and down walk the list; the page's own keys do the rest. */
function onKeyDown(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (by === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const list = event.currentTarget;
  stepBy(by);
  requestAnimationFrame(() =>
    list.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true }),
  );
}

/** The items with the place of each from the top, pixels. */
function useItems() {
  const speech = useSpeech();
  const { trace, outline } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  return useMemo(() => {
    const items = stepItems(speech, trace, outline, zoom, stepsOf(trace, zoom));
    const tops = new Float64Array(items.length + 1);
    items.forEach((item, index) => {
      tops[index + 1] = tops[index]! + heightOf(item);
    });
    return { items, tops };
  }, [speech, trace, outline, zoom]);
}

export function Steps() {
  const words = useWords('playback');
  const { trace } = useOpened();
  const { items, tops } = useItems();
  const current = usePlayback(({ zoom, tick }) => stepIndex(stepsOf(trace, zoom), tick));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(items[index]),
    getItemKey: useCallback((index: number) => items[index]?.tick ?? index, [items]),
    overscan: OVERSCAN,
    initialRect: { width: 240, height: 600 },
  });
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const [top, bottom] = [tops[current]! - MARGIN, tops[current + 1]! + MARGIN];
    if (top < view.scrollTop) view.scrollTop = top;
    else if (bottom > view.scrollTop + view.clientHeight) view.scrollTop = bottom - view.clientHeight;
  }, [current, tops]);
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const end = (shown.at(-1)?.index ?? -1) + 1;
  return (
    <div ref={scroller} className={styles.scroller}>
      <ol
        aria-label={words.steps}
        onKeyDown={onKeyDown}
        style={{ paddingTop: tops[first], paddingBottom: tops[items.length]! - tops[end]! }}
      >
        {items.slice(first, end).map((item, at) => (
          <Item
            key={item.tick}
            item={item}
            kinds={words.kinds}
            current={first + at === current}
            nth={first + at + 1}
            of={items.length}
          />
        ))}
      </ol>
    </div>
  );
}

export function useStepCount(): number {
  const { trace } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  return stepsOf(trace, zoom).length;
}
