// What of a declared network was left out, or looks wrong: said in a line, and listed for who wants to know.
import { problemText } from '../../engine/problem.ts';
import { useWords } from '../state/language.ts';
import { useSession } from '../state/session.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './Warnings.module.css';

export function Warnings() {
  const words = useWords('warnings');
  const warnings = useSession((session) => session.opened?.warnings);
  if (!warnings || warnings.length === 0) return null;
  const [first] = warnings;
  return (
    <section aria-label={words.title} className={styles.warnings}>
      <Icon name="error" />
      {warnings.length === 1 ? (
        <p lang="en">{problemText(first!)}</p>
      ) : (
        <details>
          <summary>{words.several(warnings.length)}</summary>
          <ul lang="en">
            {warnings.map((warning) => (
              <li key={problemText(warning)}>{problemText(warning)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
