// What a command prints in the namespace in focus: the prompt with its tools, and below it the lines.
import { type ReactNode, useState } from 'react';
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { AddRow, type AddRowProps } from './AddRow.tsx';
import { Lines } from './Lines.tsx';
import { type PrintedRows, textOf } from './lines.ts';
import styles from './Terminal.module.css';
import { useArrived } from './useTable.ts';

export interface TerminalProps {
  readonly ns: number;
  readonly printed: PrintedRows;
  /** What another command has to add; shut unless it is about this step. */
  readonly more?: { readonly printed: PrintedRows; readonly open: boolean } | undefined;
  readonly tools?: ReactNode;
  /** The table that new rows are of, and a row beside which they shall stand. */
  readonly adds?: Omit<AddRowProps, 'ns'>;
  /** What to say when nothing is printed. */
  readonly empty: string;
}

export function Terminal({ ns, printed, more, tools, adds, empty }: TerminalProps) {
  const words = useWords('panes');
  const { outline } = useOpened();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const arrived = useArrived(ns);
  return (
    <div className={styles.terminal}>
      <div className={styles.prompt}>
        <code className={styles.command}>
          <span className={styles.host}>{outline.namespaces[ns]!.name}#</span> {printed.command}
        </code>
        {tools}
        {adds ? <AddRow ns={ns} {...adds} /> : null}
        <CopyButton label={words.copy(printed.command)} text={() => textOf(printed)} />
      </div>
      <section
        ref={setScroller}
        className={styles.lines}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are reached by scrolling, with the keyboard too
        tabIndex={0}
        aria-label={words.output(printed.command)}
      >
        {printed.lines.length > 0 ? <Lines ns={ns} printed={printed} scroller={scroller} /> : null}
        {arrived && printed.lines.length === 0 ? <p className={styles.empty}>{empty}</p> : null}
        {more && more.printed.lines.length > 0 ? (
          <details open={more.open} key={String(more.open)} className={styles.more}>
            <summary>
              <code>{more.printed.command}</code>
            </summary>
            <Lines ns={ns} printed={more.printed} scroller={scroller} />
          </details>
        ) : null}
      </section>
    </div>
  );
}
