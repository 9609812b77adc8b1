// What is wrong with the link that was followed, and where to go from here.
import { problemText } from '../../engine/problem.ts';
import { useWords } from '../state/language.ts';
import { dismissProblem, openInstead, useLink } from '../state/link.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './LinkProblem.module.css';

export interface LinkProblemProps {
  /** null where the library is on the page anyway. */
  readonly onLibrary: (() => void) | null;
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

export function LinkProblem({ onLibrary }: LinkProblemProps) {
  const words = useWords('link');
  const { problem, instead } = useLink();
  if (!problem) return null;
  return (
    <div role="alert" className={styles.problem}>
      <Icon name="error" />
      <p>
        <b>{words.broken}</b> <span lang="en">{sentence(problemText(problem))}</span>
      </p>
      <div className={styles.ways}>
        {instead ? (
          <Button look="outlined" onClick={() => void openInstead()}>
            {words.firstStep}
          </Button>
        ) : null}
        {onLibrary ? (
          <>
            <Button look="outlined" onClick={onLibrary}>
              {words.openLibrary}
            </Button>
            <Button icon="close" label={words.dismiss} onClick={dismissProblem} />
          </>
        ) : null}
      </div>
    </div>
  );
}
