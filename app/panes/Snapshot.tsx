// What a command prints at some step in some namespace, with a note beside the lines that another network does not print.
import { useMemo, useState } from 'react';
import { Lines } from './Lines.tsx';
import { NO_NOTES, type Printed } from './lines.ts';
import type { Snapshot as Shown } from './snapshot.ts';
import styles from './Terminal.module.css';

export interface SnapshotProps {
  /** Namespace, as commands name it. */
  readonly place: string;
  readonly shown: Shown;
  /** What the other network prints; null where the two have nothing to do with each other. */
  readonly other: Shown | null;
  /** What is noted beside a line that only this one prints, and said where there is none. */
  readonly words: { readonly onlyHere: string; readonly empty: string };
}

function printedOf({ command, lines }: Shown, other: Shown | null, note: string): Printed {
  if (!other || other.command !== command) return { command, lines, notes: NO_NOTES };
  const theirs = new Set(other.lines.map(({ text }) => text));
  const alone = new Set(lines.filter(({ text }) => !theirs.has(text)).map(({ key }) => key));
  const markOf = (key: string) => (alone.has(key) ? ({ look: 'alone', note } as const) : null);
  const about = [...alone][0] ?? null;
  return { command, lines, notes: { ...NO_NOTES, markOf, about } };
}

export function Snapshot({ place, shown, other, words }: SnapshotProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const printed = useMemo(() => printedOf(shown, other, words.onlyHere), [shown, other, words]);
  return (
    <div className={styles.terminal}>
      <div className={styles.prompt}>
        <code className={styles.command}>
          <span className={styles.host}>{place}#</span> {shown.command}
        </code>
      </div>
      <section
        ref={setScroller}
        className={styles.lines}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are reached by scrolling, with the keyboard too
        tabIndex={0}
        aria-label={`${place}# ${shown.command}`}
      >
        {shown.lines.length > 0 ? (
          <Lines ns={null} printed={printed} scroller={scroller} />
        ) : (
          <p className={styles.empty}>{words.empty}</p>
        )}
      </section>
    </div>
  );
}
