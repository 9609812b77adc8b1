// What can be done with the row under the pointer or in focus: one small toolbar for all rows of a list. The arrows up and down
// lead it from row to row.
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Act, askEdit } from '../state/editing.ts';
import { useWords } from '../state/language.ts';
import { isObjectTable } from '../state/rows.ts';
import { Button } from '../ui/Button.tsx';
import type { IconName } from '../ui/Icon.tsx';
import type { PrintedRows } from './lines.ts';
import styles from './RowTools.module.css';
import { nextRow, type Row, rowAt, rowOfLine, wordOf } from './rowActs.ts';
import { usePointer } from './usePointer.ts';

export interface RowToolsProps {
  readonly ns: number;
  readonly printed: PrintedRows;
  readonly list: RefObject<HTMLElement | null>;
}

interface Standing {
  /** The line the toolbar is at; null: nobody has led it anywhere. */
  readonly at: number | null;
  /** The pointer is on the line, or has touched it. */
  readonly pointed: boolean;
  /** How often the keyboard has led it on: each time it is a new toolbar, so that it is read out. */
  readonly moves: number;
}

/** Puts the toolbar beside its line, left of what is noted there. */
function place(tools: HTMLElement | null, line: HTMLElement | null): void {
  const frame = tools?.parentElement;
  if (!tools || !line || !frame) return;
  const notes = line.querySelector<HTMLElement>('[data-notes]')?.offsetWidth ?? 0;
  const top = line.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  tools.style.setProperty('--top', `${top}px`);
  tools.style.setProperty('--right', `${notes > 0 ? notes + 18 : 12}px`);
}

const FIRST: Standing = { at: null, pointed: false, moves: 0 };

export function RowTools({ ns, printed, list }: RowToolsProps) {
  const [{ at, pointed, moves }, setStanding] = useState(FIRST);
  const root = useRef<HTMLDivElement>(null);
  const lineAt = (index: number | null) =>
    list.current?.querySelector<HTMLElement>(`[data-line="${index}"]`) ?? null;
  const { lines, notes } = printed;
  const usual = notes.about === null ? 0 : lines.findIndex(({ key }) => key === notes.about);
  const index =
    rowOfLine(lines, Math.min(at ?? Math.max(0, usual), lines.length - 1)) ?? nextRow(ns, printed, -1, 1);
  const row = index === null ? null : rowAt(ns, printed, index);

  const ask = (act: Act, { table, key }: Row, near: Element | null) => {
    const asked = act === 'add' && table === 'nodes' ? 'pods' : table;
    askEdit({ act, ns, table: asked, key, near: near?.getBoundingClientRect() ?? null });
  };
  usePointer(list, lines, {
    onPoint: (to) => setStanding((now) => ({ ...now, at: to ?? now.at, pointed: to !== null })),
    onMenu(to) {
      const pointedAt = rowAt(ns, printed, to);
      // Nothing is done but what is asked about first.
      const act = pointedAt?.acts.find((each) => each !== 'toggle' && each !== 'delete');
      if (act) ask(act, pointedAt!, lineAt(to));
    },
  });
  // Where nobody sees it, it need not be measured.
  useLayoutEffect(() => {
    if (pointed || root.current?.contains(document.activeElement)) place(root.current, lineAt(index));
  });
  useEffect(() => {
    if (moves > 0) root.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [moves]);
  if (!row || index === null) return null;
  const go = (by: number) => {
    const to = nextRow(ns, printed, index, by);
    if (to === null) return;
    lineAt(to)?.scrollIntoView({ block: 'nearest' });
    setStanding((now) => ({ ...now, at: to, moves: now.moves + 1 }));
  };
  return (
    <div className={styles.rail}>
      <Toolbar
        key={moves}
        ref={root}
        ns={ns}
        row={row}
        shown={pointed}
        onFocus={() => place(root.current, lineAt(index))}
        onGo={go}
        onAct={(act) => ask(act, row, lineAt(index))}
      />
    </div>
  );
}

const ICONS: Readonly<Record<Act, IconName>> = {
  edit: 'edit',
  delete: 'trash',
  insert: 'insert',
  add: 'plus',
  toggle: 'power',
  move: 'move',
};

const MOVES: Readonly<Record<string, { readonly row: number; readonly button: number }>> = {
  ArrowUp: { row: -1, button: 0 },
  ArrowDown: { row: 1, button: 0 },
  ArrowLeft: { row: 0, button: -1 },
  ArrowRight: { row: 0, button: 1 },
};

interface ToolbarProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly ns: number;
  readonly row: Row;
  readonly shown: boolean;
  onFocus(): void;
  /** To the next row in a direction. */
  onGo(by: number): void;
  onAct(act: Act): void;
}

function Toolbar({ ref, ns, row, shown, onFocus, onGo, onAct }: ToolbarProps) {
  const words = useWords('edit');
  const [button, setButton] = useState(0);
  const { acts, name, table } = row;
  const current = Math.min(button, acts.length - 1);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (move.row) return onGo(move.row);
    const to = (current + move.button + acts.length) % acts.length;
    setButton(to);
    ref.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div
      ref={ref}
      role="toolbar"
      aria-label={words.rowTools(name)}
      className={styles.tools}
      data-shown={shown || undefined}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      {acts.length === 0 ? (
        <span className={styles.note}>{isObjectTable(table) ? words.ofWorkload : words.onTheWay}</span>
      ) : null}
      {acts.map((act, nth) => {
        const label = words.acts[wordOf(act, ns, row)];
        return (
          <Button
            key={act}
            icon={ICONS[act]}
            label={words.actOn(label, name)}
            title={label}
            tabIndex={nth === current ? 0 : -1}
            onClick={() => onAct(act)}
          />
        );
      })}
    </div>
  );
}
