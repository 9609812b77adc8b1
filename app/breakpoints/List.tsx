// The breakpoints that are set, with how often the trace meets each.
import {
  goToStop,
  toggleBreakpoint,
  useBreakpointName,
  useBreakpoints,
  useStops,
} from '../state/breakpoints.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Breakpoints.module.css';

export function List({ onGone }: { onGone(): void }) {
  const words = useWords('breakpoints');
  const name = useBreakpointName();
  const breakpoints = useBreakpoints((state) => state.breakpoints);
  const stops = useStops();
  if (breakpoints.length === 0) return <p className={styles.none}>{words.none}</p>;
  return (
    <>
      <h3 className={styles.heading}>{words.list}</h3>
      <ul className={styles.list} aria-label={words.list}>
        {breakpoints.map((breakpoint, index) => {
          const own = stops.filter((stop) => stop.breakpoint === index);
          const [first] = own;
          const called = name(breakpoint);
          return (
            <li key={called}>
              <span className={styles.dot} />
              <span className={styles.name}>{called}</span>
              <span className={styles.met} data-never={first ? undefined : ''}>
                {first ? words.met(own.length) : words.notMet}
              </span>
              {first ? (
                <Button
                  icon="nextStop"
                  label={words.goTo(called)}
                  onClick={() => {
                    onGone();
                    goToStop(first);
                  }}
                />
              ) : null}
              <Button
                icon="close"
                label={words.remove(called)}
                onClick={() => toggleBreakpoint(breakpoint)}
              />
            </li>
          );
        })}
      </ul>
      <p className={styles.hint}>{words.hint}</p>
    </>
  );
}
