// In the transport: where to stop, and on to the next stop.
import { goToNextStop, stopAhead, useBreakpoints, useStops } from '../state/breakpoints.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Breakpoints.module.css';

export function StopAt({ onOpen }: { onOpen(): void }) {
  const words = useWords('breakpoints');
  const count = useBreakpoints(({ breakpoints }) => breakpoints.length);
  return (
    <div className={styles.control}>
      <Button icon="stop" look="outlined" title={words.hint} onClick={onOpen}>
        <span className={styles.title}>{words.title}</span>
        {count === 0 ? null : <span className={styles.count}>{count}</span>}
      </Button>
      {count === 0 ? null : <Next />}
    </div>
  );
}

function Next() {
  const words = useWords('breakpoints');
  const stops = useStops();
  const ahead = usePlayback(({ zoom, tick }) => stopAhead(stops, zoom, tick) !== null);
  return <Button icon="nextStop" label={words.next} aria-disabled={!ahead} onClick={goToNextStop} />;
}
