// The list of keys.
import { useWords } from '../state/language.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './KeysDialog.module.css';
import { KEYS } from './keys.ts';

export function KeysDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords('playback');
  return (
    <Dialog open={open} title={words.keys} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words.does[does]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
