// The list of all steps. The current one is marked in the document directly: a step renders nothing here.
import { type KeyboardEvent, memo, useLayoutEffect, useMemo, useRef } from 'react';
import { stepIndex } from '../../engine/trace/steps.ts';
import { goToTick, pause, stepBy, stepsOf, usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { Icon } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { scrollWithin } from '../ui/scrollWithin.ts';
import { type StepItem, stepItems } from './items.ts';
import { KIND_NAMES } from './kind.ts';
import styles from './Steps.module.css';

const Item = memo(function Item({ item }: { readonly item: StepItem }) {
  const { hop, table, title, depth, tone, tick } = item;
  return (
    <li className={styles.item}>
      {hop ? (
        <div className={styles.hop} data-kind={hop.kind}>
          <Icon name={hop.kind} size={13} />
          <span className={styles.place}>{hop.place}</span>
          <span className={styles.kind}>{KIND_NAMES[hop.kind]}</span>
        </div>
      ) : null}
      {table ? <div className={styles.table}>{table}</div> : null}
      <button
        type="button"
        className={styles.step}
        data-depth={depth}
        data-tone={tone}
        data-tick={tick}
        title={title}
        tabIndex={-1}
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

/** Moves the mark to a step; answers its button. */
function mark(list: HTMLElement, index: number, before: HTMLElement | null): HTMLElement | null {
  const button = list.children[index]?.querySelector<HTMLElement>('button') ?? null;
  if (before && before !== button) {
    before.removeAttribute('aria-current');
    before.tabIndex = -1;
  }
  button?.setAttribute('aria-current', 'step');
  if (button) button.tabIndex = 0;
  return button;
}

function useMark(items: readonly StepItem[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { trace } = useOpened();
  useLayoutEffect(() => {
    if (items.length === 0) return;
    let current: HTMLElement | null = null;
    const update = () => {
      if (!list.current || !scroller.current) return;
      const { zoom, tick } = usePlayback.getState();
      current = mark(list.current, stepIndex(stepsOf(trace, zoom), tick), current);
      if (current) scrollWithin(scroller.current, current, 48);
    };
    update();
    const stop = usePlayback.subscribe((now, before) => {
      if (now.tick !== before.tick && now.zoom === before.zoom) update();
    });
    return () => {
      stop();
      current?.removeAttribute('aria-current');
      if (current) current.tabIndex = -1;
    };
  }, [items, trace]);
  return { scroller, list };
}

/** Up and down walk the list; the page's own keys do the rest. */
function onKeyDown(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (by === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  stepBy(by);
  event.currentTarget.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
}

export function Steps() {
  const { trace, outline } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  const items = useMemo(() => stepItems(trace, outline, zoom, stepsOf(trace, zoom)), [trace, outline, zoom]);
  const { scroller, list } = useMark(items);
  return (
    <div ref={scroller} className={styles.scroller} data-zoom={zoom}>
      <ol ref={list} aria-label="Steps" onKeyDown={onKeyDown}>
        {items.map((item) => (
          <Item key={item.tick} item={item} />
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
