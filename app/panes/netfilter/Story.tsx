// The map as a list: for those who do not see it, and for those who would rather read.
import { useWords } from '../../state/language.ts';
import { keepFocus } from '../../ui/keepFocus.ts';
import type { Moment } from './moment.ts';
import styles from './Netfilter.module.css';
import type { Sentence } from './story.ts';

export interface StoryProps {
  readonly sentences: readonly Sentence[];
  readonly moment: Moment;
  /** null: the list is only heard. */
  readonly onStep: ((tick: number) => void) | null;
}

export function Story({ sentences, moment, onStep }: StoryProps) {
  const { list } = useWords('netfilter');
  const { tick, now } = moment;
  const current = now === null ? undefined : sentences.findLast(({ from }) => from <= tick)?.key;
  return (
    <ol className={styles.story} aria-label={list}>
      {sentences.map(({ key, from, text }) => (
        <li
          key={key}
          data-state={from <= tick ? 'past' : 'ahead'}
          aria-current={key === current ? 'step' : undefined}
        >
          {onStep ? (
            <button type="button" onMouseDown={keepFocus} onClick={() => onStep(from)}>
              {text}
            </button>
          ) : (
            text
          )}
        </li>
      ))}
    </ol>
  );
}
