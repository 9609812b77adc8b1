// Lines as a command prints them, each with what this step says about it. The notes are beside the text, not in it.
import { memo, type RefObject, useLayoutEffect } from 'react';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { scrollWithin } from '../ui/scrollWithin.ts';
import styles from './Lines.module.css';
import type { Printed, ShownLine } from './lines.ts';
import type { Mark } from './marks.ts';

const ICONS: Readonly<Record<Mark['look'], IconName | null>> = {
  decided: 'check',
  lost: 'cross',
  tried: 'cross',
  out: null,
};

interface LineProps {
  readonly text: string;
  readonly heading: boolean;
  readonly look: Mark['look'] | undefined;
  readonly note: string | undefined;
  readonly change: ShownLine['change'];
  readonly current: boolean;
  readonly pointed: boolean;
}

/** Its properties are plain words, so that of a thousand rules only those that a step touches are drawn again. */
const Line = memo(function Line({ text, heading, look, note, change, current, pointed }: LineProps) {
  const icon = look ? ICONS[look] : null;
  return (
    <li
      className={styles.line}
      data-look={look}
      data-change={change ?? undefined}
      data-pointed={pointed || undefined}
      data-head={heading || undefined}
      aria-current={current ? 'true' : undefined}
    >
      <code className={styles.text}>{text}</code>
      <span className={styles.notes}>
        {change ? <span className={styles.change}>{change}</span> : null}
        {note ? (
          <span className={styles.note}>
            {icon ? <Icon name={icon} size={12} /> : null}
            {note}
          </span>
        ) : null}
      </span>
    </li>
  );
});

export function Lines({ printed: { command, lines } }: { readonly printed: Printed }) {
  return (
    <ul className={styles.lines} aria-label={command}>
      {lines.map(({ key, text, mark, change, current, pointed }, index) => (
        <Line
          key={key ?? `line ${index}`}
          text={text}
          heading={key === null}
          look={mark?.look}
          note={mark?.note}
          change={change}
          current={current}
          pointed={pointed}
        />
      ))}
    </ul>
  );
}

/** What a step is about, the most telling first. */
const TELLING = ['[data-pointed]', '[aria-current]', '[data-look="decided"]', '[data-change]'];

/** Keeps what a step is about in view. */
export function useInView(scroller: RefObject<HTMLElement | null>, lines: readonly ShownLine[]): void {
  useLayoutEffect(() => {
    if (!scroller.current || lines.length === 0) return;
    for (const selector of TELLING) {
      const marked = scroller.current.querySelectorAll<HTMLElement>(selector);
      const last = marked[marked.length - 1];
      if (last) {
        scrollWithin(scroller.current, last);
        return;
      }
    }
  }, [scroller, lines]);
}
