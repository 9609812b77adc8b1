// What is broken in the network on show: the symptom for all to see, the rest for those who have given up or want to compare.
import type { Scenario } from '../../engine/scenario/schema.ts';
import { useWords } from '../state/language.ts';
import styles from './Fault.module.css';

export function Fault({ symptom, cause, mend }: NonNullable<Scenario['fault']>) {
  const words = useWords('library');
  return (
    <div className={styles.fault}>
      <p>
        <b>{words.symptom}</b> {symptom}
      </p>
      <details>
        <summary>{words.cause}</summary>
        <Cause cause={cause} mend={mend} />
      </details>
    </div>
  );
}

/** Where the packet ends, and what mends it. */
export function Cause({ cause, mend }: Pick<NonNullable<Scenario['fault']>, 'cause' | 'mend'>) {
  const words = useWords('library');
  return (
    <div className={styles.cause}>
      <p>{cause}</p>
      <p>
        <b>{words.mend}</b>
      </p>
      <pre>{mend.map(({ in: place, run }) => `${place}# ${run}`).join('\n')}</pre>
    </div>
  );
}
