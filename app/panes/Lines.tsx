// Lines as a command prints them, each with what this step says about it. The notes are beside the text, not in it.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, type RefObject, useLayoutEffect, useRef } from 'react';
import { useWords } from '../state/language.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import styles from './Lines.module.css';
import type { Printed, PrintedRows } from './lines.ts';
import type { Mark } from './marks.ts';
import { RowTools } from './RowTools.tsx';

/** Every line is as high as this, in pixels; the style sheet agrees. */
const HEIGHT = 20;
/** Lines kept outside the view on either side: tables of common size are there as a whole, for search and for readers. */
const OVERSCAN = 500;
/** A chain's name and the names of the columns stay on top of its rules. */
const STUCK = 2 * HEIGHT;

const ICONS: Readonly<Record<Mark['look'], IconName | null>> = {
  decided: 'check',
  lost: 'cross',
  tried: 'cross',
  out: null,
  alone: null,
};

interface LineProps {
  /** Its place among the lines. */
  readonly index: number;
  readonly text: string;
  /** columns: names of columns. chain: the line that opens a chain. */
  readonly kind: 'row' | 'columns' | 'chain';
  /** The rule's number in its chain; empty for what has none. */
  readonly num: string | null;
  readonly look: Mark['look'] | undefined;
  readonly note: string | undefined;
  readonly change: 'new' | 'changed' | undefined;
  readonly changeText: string | undefined;
  readonly current: boolean;
  readonly pointed: boolean;
  /** Is there a breakpoint? undefined where there can be none. */
  readonly stop: boolean | undefined;
  readonly onStop: ((row: string) => void) | undefined;
  /** Its key. */
  readonly row: string | null;
}

/** Its properties are plain words, so that of the lines in view only those that a step touches are drawn again. */
const Line = memo(function Line(props: LineProps) {
  const { index, text, kind, num, look, note, change, changeText, current, pointed } = props;
  const { stop, onStop, row } = props;
  const icon = look ? ICONS[look] : null;
  return (
    <li
      className={styles.line}
      data-line={index}
      data-kind={kind}
      data-look={look}
      data-change={change}
      data-pointed={pointed || undefined}
      aria-current={current ? 'true' : undefined}
    >
      {num === null ? null : (
        <span className={styles.gutter}>
          {icon ? <Icon name={icon} size={12} /> : null}
          <span className={styles.verdict}>{note}</span>
          <span className={styles.num}>{num}</span>
          {stop === undefined || row === null ? null : <Stop set={stop} onPress={() => onStop?.(row)} />}
        </span>
      )}
      <code className={styles.text}>{text}</code>
      {num === null ? (
        <span className={styles.notes} data-notes>
          {change ? <span className={styles.change}>{changeText}</span> : null}
          {note ? (
            <span className={styles.note}>
              {icon ? <Icon name={icon} size={12} /> : null}
              {note}
            </span>
          ) : null}
        </span>
      ) : null}
    </li>
  );
});

/** Where to stop can be said without a pointer, too: in the transport. */
function Stop({ set, onPress }: { readonly set: boolean; onPress(): void }) {
  const words = useWords('breakpoints');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.stop}
      aria-label={words.isStop}
      aria-pressed={set}
      onMouseDown={keepFocus}
      onClick={onPress}
    />
  );
}

/** Keys of rules are `table:chain:num`; 0 is the chain itself. */
const numOf = (key: string) => key.slice(key.lastIndexOf(':') + 1);

function kindOf(key: string | null, text: string, rules: boolean): LineProps['kind'] {
  if (key === null) return text === '' ? 'row' : 'columns';
  return rules && numOf(key) === '0' ? 'chain' : 'row';
}

/** Keeps the row a step is about in view. */
function useInView(
  view: HTMLElement | null,
  list: RefObject<HTMLElement | null>,
  { lines, notes: { about }, rules }: Printed,
): void {
  useLayoutEffect(() => {
    const index = about === null ? -1 : lines.findIndex(({ key }) => key === about);
    if (index < 0 || !view || !list.current) return;
    const top = list.current.offsetTop + index * HEIGHT;
    const above = rules ? STUCK : 0;
    if (top - above < view.scrollTop) view.scrollTop = top - above - HEIGHT;
    else if (top + 2 * HEIGHT > view.scrollTop + view.clientHeight)
      view.scrollTop = Math.min(top - above, top + 2 * HEIGHT - view.clientHeight);
  }, [view, list, lines, about, rules]);
}

/** `ns`: where the rows can be edited; null: nowhere. */
type Shown =
  | { readonly ns: number; readonly printed: PrintedRows }
  | { readonly ns: null; readonly printed: Printed };

export type LinesProps = Shown & {
  /** null before it is there. */
  readonly scroller: HTMLElement | null;
};

export function Lines({ ns, printed, scroller }: LinesProps) {
  const { command, lines, notes, rules = false, stops } = printed;
  const { changes } = useWords('panes').marks;
  const list = useRef<HTMLUListElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: () => HEIGHT,
    overscan: OVERSCAN,
    rangeExtractor: defaultRangeExtractor,
    initialRect: { width: 600, height: 300 },
  });
  useInView(scroller, list, printed);
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className={styles.frame}>
      {ns === null ? null : <RowTools ns={ns} printed={printed} list={list} />}
      <ul
        ref={list}
        className={styles.lines}
        aria-label={command}
        data-rules={rules || undefined}
        style={{ paddingTop: before, paddingBottom: after + 8 }}
      >
        {items.map(({ index }) => {
          const { key, text } = lines[index]!;
          const mark = key === null ? null : notes.markOf(key);
          const kind = kindOf(key, text, rules);
          const change = key === null ? undefined : notes.changed.get(key);
          return (
            <Line
              key={key ?? index}
              index={index}
              text={text}
              kind={kind}
              num={!rules ? null : key === null || kind === 'chain' ? '' : numOf(key)}
              look={mark?.look}
              note={mark?.note}
              change={change}
              changeText={change && changes[change]}
              current={key !== null && key === notes.current}
              pointed={key !== null && key === notes.pointed}
              stop={key === null ? undefined : stops?.set.has(key)}
              onStop={stops?.toggle}
              row={key}
            />
          );
        })}
      </ul>
    </div>
  );
}
