// Three hints for the first visit, in a line above the transport. Where there is room for one only, it is the next.
import { HINTS, used, useHints } from '../state/hints.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './Hints.module.css';

const ICONS = { step: 'next', look: 'pin', type: 'terminal' } as const;

export function Hints() {
  const words = useWords('hints');
  const done = useHints((hints) => hints.done);
  const left = HINTS.filter((hint) => !done.includes(hint));
  if (left.length === 0) return null;
  return (
    <aside className={styles.hints} aria-label={words.title}>
      <ul>
        {left.map((hint) => (
          <li key={hint}>
            <Icon name={ICONS[hint]} />
            {words[hint]}
          </li>
        ))}
      </ul>
      <Button icon="close" label={words.dismiss} onClick={() => used(...HINTS)} />
    </aside>
  );
}
