// The list of keys.
import { useWords } from '../state/language.ts';
import { setCharacterKeys, usePreferences } from '../state/preferences.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './KeysDialog.module.css';
import { KEYS } from './keys.ts';

/** A line of the list, in words. */
export interface KeyLine {
  readonly keys: readonly string[];
  readonly does: string;
}

interface KeysDialogProps {
  readonly open: boolean;
  /** Keys of other parts of the page. */
  readonly others: readonly KeyLine[];
  onClose(): void;
}

export function KeysDialog({ open, others, onClose }: KeysDialogProps) {
  const words = useWords('playback');
  const preferences = useWords('preferences');
  const characterKeys = usePreferences((state) => state.characterKeys);
  const own = KEYS.map(({ keys, does }) => ({ keys, does: words.does[does] }));
  return (
    <Dialog open={open} title={words.keys} onClose={onClose}>
      <dl className={styles.keys}>
        {[...own, ...others].map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.single}>
        <input
          type="checkbox"
          checked={characterKeys}
          onChange={(event) => setCharacterKeys(event.currentTarget.checked)}
        />
        <span>
          {preferences.characterKeys}
          <small>{preferences.characterKeysWhy}</small>
        </span>
      </label>
    </Dialog>
  );
}
