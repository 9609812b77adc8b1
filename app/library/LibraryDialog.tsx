// The library, and what the network on show is about.
import { useSession } from '../state/session.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Library } from './Library.tsx';
import styles from './LibraryDialog.module.css';

export function LibraryDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const scenario = useSession((session) => session.opened?.scenario);
  return (
    <Dialog open={open} title="Library" wide onClose={onClose}>
      {scenario?.description ? (
        <section className={styles.about}>
          <h3>On show: {scenario.title}</h3>
          <p>{scenario.description}</p>
        </section>
      ) : null}
      <Library onChosen={onClose} />
    </Dialog>
  );
}
