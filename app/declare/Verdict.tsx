// What the draft comes to, or what is wrong with it and where; and the way on.
import type { Ref } from 'react';
import { type Problem, problemText } from '../../engine/problem.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { beginAfresh, useDrafting } from './draft.ts';
import styles from './Verdict.module.css';

export const VERDICT = 'declare-verdict';

export interface VerdictProps {
  readonly ref: Ref<HTMLDivElement>;
  onOpen(): void;
  onLine(line: number): void;
}

/** The line that a problem names. */
const lineOf = ({ where }: Problem) => /\bline (\d+)$/.exec(where)?.[1];

export function Verdict({ ref, onOpen, onLine }: VerdictProps) {
  const words = useWords('declare');
  const survey = useDrafting(({ work }) => work!.survey);
  const refusal = useDrafting(({ work }) => work!.refusal);
  const isSure = useDrafting(({ work }) => work!.surveyed === work!.draft);
  const problem = refusal ?? (survey && !survey.outcome.ok ? survey.outcome.problem : null);
  return (
    <footer className={styles.verdict}>
      <div ref={ref} id={VERDICT} role="status" tabIndex={-1} className={styles.said} aria-busy={!isSure}>
        {problem ? <Wrong problem={problem} onLine={onLine} /> : <Right />}
      </div>
      <Button onClick={() => void beginAfresh(words.firstTitle)}>{words.afresh}</Button>
      <Button look="primary" onClick={onOpen}>
        {words.open}
      </Button>
    </footer>
  );
}

function Wrong({ problem, onLine }: { readonly problem: Problem } & Pick<VerdictProps, 'onLine'>) {
  const words = useWords('declare');
  return (
    <p className={styles.wrong}>
      <Icon name="error" />
      <span>
        <b>{words.wrong}</b> <span lang="en">{problemText(problem)}</span>
      </span>
      <ToLine problem={problem} onLine={onLine} />
    </p>
  );
}

function ToLine({ problem, onLine }: { readonly problem: Problem } & Pick<VerdictProps, 'onLine'>) {
  const words = useWords('declare');
  const line = lineOf(problem);
  if (line === undefined) return null;
  return (
    <Button look="outlined" onClick={() => onLine(Number(line))}>
      {words.showLine(Number(line))}
    </Button>
  );
}

function Right() {
  const words = useWords('declare');
  const good = useDrafting(({ work }) => (work!.survey?.outcome.ok ? work!.good : null));
  if (!good) return <p>{words.reading}</p>;
  const { nodes, pods, services } = good.places.counts;
  return (
    <>
      <p className={styles.right}>
        <Icon name="check" /> {words.comesTo(nodes, pods, services)}
      </p>
      {good.warnings.length > 0 ? (
        <details className={styles.warnings}>
          <summary>{words.warnings(good.warnings.length)}</summary>
          <ul>
            {good.warnings.map((warning) => (
              <li key={problemText(warning)} lang="en">
                {problemText(warning)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}
