// What becomes of the file that somebody has opened: it is being read, or it cannot be, and why; and what only a file can hold.
import { problemText } from '../../engine/problem.ts';
import { useWords } from '../state/language.ts';
import { useLink } from '../state/link.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './FileStatus.module.css';
import { dismiss, stopReading, useFiles } from './files.ts';
import { SaveFile } from './SaveFile.tsx';

export function FileStatus() {
  const words = useWords('files');
  const { reading, wrong } = useFiles();
  const tooLong = useLink((link) => link.tooLong);
  return (
    <>
      <div role="status">
        {reading === null ? null : (
          <div className={styles.reading}>
            <p>{words.reading(reading)}</p>
            <Button look="outlined" onClick={stopReading}>
              {words.stop}
            </Button>
          </div>
        )}
        {tooLong ? (
          <div className={styles.reading}>
            <p>{words.tooLong}</p>
            <SaveFile />
          </div>
        ) : null}
      </div>
      {wrong ? (
        <div role="alert" className={styles.wrong}>
          <Icon name="error" />
          <p>
            <b>{words.cannot(wrong.name)}</b> <span lang="en">{problemText(wrong.problem)}</span>
          </p>
          <Button icon="close" label={words.dismiss} onClick={dismiss} />
        </div>
      ) : null}
    </>
  );
}
