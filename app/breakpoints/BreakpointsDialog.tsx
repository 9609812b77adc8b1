// Where play stops: what is set and whether the trace meets it, and what else could be.
import { useWords } from '../state/language.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { AddForm } from './AddForm.tsx';
import styles from './Breakpoints.module.css';
import { List } from './List.tsx';
import { Suggestions } from './Suggestions.tsx';

export function BreakpointsDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords('breakpoints');
  return (
    <Dialog open={open} title={words.title} onClose={onClose}>
      <div className={styles.body}>
        <Suggestions />
        <AddForm />
        <List onGone={onClose} />
      </div>
    </Dialog>
  );
}
