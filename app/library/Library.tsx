// What there is to open.
import { library } from '../../engine/scenario/library/index.ts';
import { chooseScenario } from '../state/link.ts';
import { useScenario } from '../state/scenario.ts';
import { useSession } from '../state/session.ts';
import styles from './Library.module.css';

export function Library({ onChosen }: { onChosen(): void }) {
  const shown = useSession((session) => session.opened !== null);
  const current = useScenario((state) => (shown ? state.scenario : null));
  return (
    <ul className={styles.library} aria-label="Library">
      {library.map(({ id, title, summary }) => (
        <li key={id}>
          <button
            type="button"
            className={styles.entry}
            aria-current={id === current ? 'true' : undefined}
            onClick={() => {
              onChosen();
              void chooseScenario(id);
            }}
          >
            <b>{title}</b>
            <span>{summary}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
