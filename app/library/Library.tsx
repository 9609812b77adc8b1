// What there is to open, from the simplest networks to those that are broken.
import { useId } from 'react';
import { LIBRARY_GROUPS, type LibraryEntry, library } from '../../engine/scenario/library/index.ts';
import { useScenarioText, useWords } from '../state/language.ts';
import { chooseScenario } from '../state/link.ts';
import { useScenario } from '../state/scenario.ts';
import { useSession } from '../state/session.ts';
import styles from './Library.module.css';

export function Library({ onChosen }: { onChosen(): void }) {
  const words = useWords('library');
  const shown = useSession((session) => session.opened !== null);
  const current = useScenario((state) => (shown ? state.scenario : null));
  return (
    <ul className={styles.library} aria-label={words.title}>
      {LIBRARY_GROUPS.map((group) => (
        <li key={group}>
          <h3 className={styles.group}>{words.groups[group]}</h3>
          <ul className={styles.entries}>
            {library
              .filter((each) => each.group === group)
              .map((each) => (
                <Entry key={each.id} entry={each} current={each.id === current} onChosen={onChosen} />
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

interface EntryProps {
  readonly entry: LibraryEntry;
  readonly current: boolean;
  onChosen(): void;
}

function Entry({ entry, current, onChosen }: EntryProps) {
  const { id } = entry;
  const { title, summary } = useScenarioText(id) ?? entry;
  const name = useId();
  const about = useId();
  return (
    <li>
      <button
        type="button"
        className={styles.entry}
        aria-current={current ? 'true' : undefined}
        aria-labelledby={name}
        aria-describedby={about}
        onClick={() => {
          onChosen();
          void chooseScenario(id);
        }}
      >
        <b id={name}>{title}</b>
        <span id={about}>{summary}</span>
      </button>
    </li>
  );
}
