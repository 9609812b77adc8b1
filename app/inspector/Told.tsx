// A sentence of the engine: text, what leads somewhere, and what is typed.
import type { Fragment, Sentence, Target } from '../../engine/explain/index.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { isShown } from './links.ts';
import styles from './Told.module.css';
import { typeset } from './typeset.ts';

function Part({ fragment, onFollow }: { readonly fragment: Fragment; onFollow(to: Target): void }) {
  if (typeof fragment === 'string') return fragment;
  if ('code' in fragment) return <code className={styles.code}>{fragment.code}</code>;
  if (!isShown(fragment.to)) return <b>{fragment.text}</b>;
  return (
    <button
      type="button"
      className={styles.link}
      onMouseDown={keepFocus}
      onClick={() => onFollow(fragment.to)}
    >
      {fragment.text}
    </button>
  );
}

export interface ToldProps {
  readonly sentence: Sentence;
  onFollow(to: Target): void;
}

export function Told({ sentence, onFollow }: ToldProps) {
  return typeset(sentence).map(({ opening, fragment, closing }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no names but their places
    <span key={at} className={opening || closing ? styles.whole : undefined}>
      {opening}
      <Part fragment={fragment} onFollow={onFollow} />
      {closing}
    </span>
  ));
}
