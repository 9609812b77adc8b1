// Breakpoints that are one press away: any drop, any rewrite, and all that the step on show is at.
import type { Breakpoint } from '../../engine/trace/breakpoints.ts';
import { isSet, toggleBreakpoint, useBreakpointName, useBreakpoints } from '../state/breakpoints.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './Breakpoints.module.css';
import { breakpointsHere } from './here.ts';

const ANY: readonly Breakpoint[] = [
  { kind: 'drop', ns: '', at: '' },
  { kind: 'rewrite', ns: '', at: '' },
];

function Toggle({ breakpoint }: { readonly breakpoint: Breakpoint }) {
  const name = useBreakpointName();
  const set = useBreakpoints(({ breakpoints }) => isSet(breakpoints, breakpoint));
  return (
    <li>
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={set}
        onClick={() => toggleBreakpoint(breakpoint)}
      >
        <Icon name={set ? 'check' : 'plus'} size={13} />
        {name(breakpoint)}
      </button>
    </li>
  );
}

export function Suggestions() {
  const words = useWords('breakpoints');
  const { trace, outline } = useOpened();
  const { zoom, tick } = usePlayback();
  const here = breakpointsHere(trace, outline, zoom, tick);
  return (
    <>
      <ul className={styles.toggles} aria-label={words.title}>
        {ANY.map((breakpoint) => (
          <Toggle key={breakpoint.kind} breakpoint={breakpoint} />
        ))}
      </ul>
      <h3 className={styles.heading}>{words.here}</h3>
      <ul className={styles.toggles} aria-label={words.here}>
        {here.map((breakpoint) => (
          <Toggle key={`${breakpoint.kind} ${breakpoint.at}`} breakpoint={breakpoint} />
        ))}
      </ul>
    </>
  );
}
