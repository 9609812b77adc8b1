// One thing that was found: its text, where it is, and whether a packet comes there.
import { useMemo } from 'react';
import type { Finding } from '../../engine/find.ts';
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import styles from './Find.module.css';
import { firstStep } from './go.ts';
import { Marked } from './Marked.tsx';

interface OptionProps {
  readonly id: string;
  readonly finding: Finding;
  readonly typed: string;
  readonly active: boolean;
  onPoint(): void;
  onChoose(first: boolean): void;
}

export function Option({ id, finding, typed, active, onPoint, onChoose }: OptionProps) {
  const words = useWords('find');
  const opened = useOpened();
  const first = useMemo(() => firstStep(opened, finding), [opened, finding]);
  const { label, name } = opened.outline.namespaces[finding.ns]!;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys of the whole list
    // biome-ignore lint/a11y/useFocusableInteractive: likewise
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={styles.option}
      onPointerMove={onPoint}
      onClick={(event) =>
        onChoose(event.target instanceof Element && event.target.closest('[data-act]') !== null)
      }
    >
      <span className={styles.text} data-kind={finding.kind}>
        <Marked text={finding.text} typed={typed} />
      </span>
      <span className={styles.where}>
        <Marked text={finding.kind === 'namespace' ? label : name} typed={typed} />
      </span>
      {first ? (
        <span className={styles.first} data-act="first">
          {words.goToFirst}
        </span>
      ) : (
        <span className={styles.never}>{words.never}</span>
      )}
    </div>
  );
}
