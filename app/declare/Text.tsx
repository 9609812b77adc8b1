// The objects as text, with the numbers of its lines and a mark on the one that is wrong.
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../state/language.ts';
import { setText, useDrafting } from './draft.ts';
import styles from './Text.module.css';
import { Tidy } from './Tidy.tsx';
import { MOST_CHARACTERS, Unshown } from './Unshown.tsx';

/** Of the style sheet. */
const LINE_HEIGHT = 20;

export interface TextProps {
  /** The line to show; another object asks again. */
  readonly line: { readonly line: number } | null;
}

export function Text({ line }: TextProps) {
  const words = useWords('declare');
  const text = useDrafting(({ work }) => {
    const { draft, survey, surveyed } = work!;
    if (typeof draft.objects === 'string') return draft.objects;
    return surveyed?.objects === draft.objects ? survey!.text : null;
  });
  if (text === null) return <p role="status">{words.reading}</p>;
  if (text.length > MOST_CHARACTERS) return <Unshown />;
  return <Editor text={text} line={line} />;
}

const useWrongLine = () =>
  useDrafting(({ work }) => {
    const outcome = work!.survey?.outcome;
    if (!outcome || outcome.ok) return null;
    const line = /\bline (\d+)$/.exec(outcome.problem.where)?.[1];
    return line === undefined ? null : Number(line);
  });

function Editor({ text, line }: { readonly text: string; readonly line: TextProps['line'] }) {
  const words = useWords('declare');
  const area = useRef<HTMLTextAreaElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const wrong = useWrongLine();
  const count = text.split('\n').length;
  useEffect(() => {
    if (line && area.current) showLine(area.current, line.line);
  }, [line]);
  return (
    <>
      <div className={styles.hint}>
        <p>{words.textHint}</p>
        <Tidy />
      </div>
      <div className={styles.editor}>
        <div className={styles.gutter} aria-hidden="true">
          <div style={{ transform: `translateY(${-scrolled}px)` }}>
            <pre>{Array.from({ length: count }, (_, at) => at + 1).join('\n')}</pre>
            {wrong === null ? null : (
              <span className={styles.mark} style={{ top: (wrong - 1) * LINE_HEIGHT }} />
            )}
          </div>
        </div>
        <textarea
          ref={area}
          aria-label={words.objects}
          aria-invalid={wrong === null ? undefined : true}
          className={styles.text}
          value={text}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
    </>
  );
}

/** Selects it and brings it into the middle. */
function showLine(area: HTMLTextAreaElement, line: number): void {
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  area.scrollTop = Math.max(0, LINE_HEIGHT * (line - 1) - area.clientHeight / 2);
}
