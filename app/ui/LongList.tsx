// A list of any length with one current entry, which is kept in view. Only the part around the view is in the document.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import styles from './LongList.module.css';

/** Entries kept outside the view on either side: lists of common length are there as a whole, for search and for readers. */
const OVERSCAN = 500;
/** Room kept above and below the current entry, pixels. */
const MARGIN = 48;

export interface LongListProps<Entry> {
  readonly label: string;
  readonly entries: readonly Entry[];
  readonly current: number;
  /** In pixels; the style sheet agrees. */
  heightOf(entry: Entry): number;
  keyOf(entry: Entry): string | number;
  /** Up and down were pressed: so many entries on. */
  onStep(count: number): void;
  /** One `li`. */
  draw(entry: Entry, index: number): ReactNode;
}

/** Places of the entries from the top, pixels. */
function topsOf<Entry>(entries: readonly Entry[], heightOf: (entry: Entry) => number): Float64Array {
  const tops = new Float64Array(entries.length + 1);
  entries.forEach((entry, index) => {
    tops[index + 1] = tops[index]! + heightOf(entry);
  });
  return tops;
}

const BY_KEY: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** Up and down walk the list; the page's own keys do the rest. */
function walk(event: KeyboardEvent<HTMLElement>, onStep: (count: number) => void): void {
  const by = BY_KEY[event.key];
  if (by === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const list = event.currentTarget;
  onStep(by);
  requestAnimationFrame(() =>
    list.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true }),
  );
}

export function LongList<Entry>(props: LongListProps<Entry>) {
  const { label, entries, current, heightOf, keyOf, onStep, draw } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const tops = useMemo(() => topsOf(entries, heightOf), [entries, heightOf]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => tops[index + 1]! - tops[index]!,
    getItemKey: useCallback(
      (index: number) => (index < entries.length ? keyOf(entries[index]!) : index),
      [entries, keyOf],
    ),
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
        aria-label={label}
        onKeyDown={(event) => walk(event, onStep)}
        style={{ paddingTop: tops[first], paddingBottom: tops[entries.length]! - (tops[end] ?? 0) }}
      >
        {entries.slice(first, end).map((entry, at) => draw(entry, first + at))}
      </ol>
    </div>
  );
}
