// The engine has died: what the page says of it, and of its coming back.
import styles from './Failure.module.css';
import { useWords } from './state/language.ts';
import { startAgain } from './state/link.ts';
import { forgetRecovery, useRecovery } from './state/recovery.ts';
import { useSession } from './state/session.ts';
import { Button } from './ui/Button.tsx';

export function Failure() {
  const words = useWords('page');
  const failure = useSession((session) => session.failure);
  const opening = useSession((session) => session.opening);
  const cause = useRecovery((recovery) => recovery.cause);
  if (failure !== null) {
    return (
      <div role="alert" className={styles.failure}>
        <p>
          <b>{words.stopped}</b> <span lang="en">{failure}</span>
        </p>
        <Button look="outlined" onClick={() => void startAgain()}>
          {words.startAgain}
        </Button>
      </div>
    );
  }
  if (cause === null) return null;
  return (
    <div role="status" className={styles.recovery}>
      <p>
        <b>{words.stopped}</b> <span lang="en">{cause}</span>
        <br />
        {opening ? words.starting : words.started}
      </p>
      <Button icon="close" label={words.dismiss} onClick={forgetRecovery} />
    </div>
  );
}
