// What a command prints in the namespace in focus: the prompt with its tools, and below it the lines.
import { type ReactNode, useState } from 'react';
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Lines } from './Lines.tsx';
import { type Printed, textOf } from './lines.ts';
import styles from './Terminal.module.css';
import { useArrived } from './useTable.ts';

export interface TerminalProps {
  readonly ns: number;
  readonly printed: Printed;
  /** What another command has to add; shut unless it is about this step. */
  readonly more?: { readonly printed: Printed; readonly open: boolean } | undefined;
  readonly tools?: ReactNode;
  /** What to say when nothing is printed. */
  readonly empty: string;
}

export function Terminal({ ns, printed, more, tools, empty }: TerminalProps) {
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
        <CopyButton label={words.copy(printed.command)} text={() => textOf(printed)} />
      </div>
      <section
        ref={setScroller}
        className={styles.lines}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are reached by scrolling, with the keyboard too
        tabIndex={0}
        aria-label={words.output(printed.command)}
      >
        {printed.lines.length > 0 ? <Lines printed={printed} scroller={scroller} /> : null}
        {arrived && printed.lines.length === 0 ? <p className={styles.empty}>{empty}</p> : null}
        {more && more.printed.lines.length > 0 ? (
          <details open={more.open} key={String(more.open)} className={styles.more}>
            <summary>
              <code>{more.printed.command}</code>
            </summary>
            <Lines printed={more.printed} scroller={scroller} />
          </details>
        ) : null}
      </section>
    </div>
  );
}
