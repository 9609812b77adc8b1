// A newer release of the page is at hand: it comes by itself when all pages are closed, or now.

import styles from './Newer.module.css';
import { useWords } from './state/language.ts';
import { dismissRelease, takeRelease, useRelease } from './state/release.ts';
import { Button } from './ui/Button.tsx';

export function Newer() {
  const words = useWords('offline');
  const waiting = useRelease((release) => release.waiting);
  if (!waiting) return null;
  return (
    <div role="status" className={styles.newer}>
      <p>{words.newer}</p>
      <Button look="outlined" onClick={takeRelease}>
        {words.load}
      </Button>
      <Button icon="close" label={words.later} onClick={dismissRelease} />
    </div>
  );
}
