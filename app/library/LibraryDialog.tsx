// The library, what the network on show is about, and other ways to a network.
import type { ReactNode } from 'react';
import { useScenarioText, useWords } from '../state/language.ts';
import { useScenario } from '../state/scenario.ts';
import { useSession } from '../state/session.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Fault } from './Fault.tsx';
import { Library } from './Library.tsx';
import styles from './LibraryDialog.module.css';

export interface LibraryDialogProps {
  readonly open: boolean;
  /** What stands in front. */
  readonly children: ReactNode;
  onClose(): void;
}

export function LibraryDialog({ open, children, onClose }: LibraryDialogProps) {
  const words = useWords('library');
  const text = useScenarioText(useScenario((state) => state.scenario));
  const scenario = useSession((session) => session.opened?.scenario);
  return (
    <Dialog open={open} title={words.title} wide onClose={onClose}>
      {children}
      {scenario?.description ? (
        <section className={styles.about}>
          <h3>{words.onShow(text?.heading ?? scenario.title)}</h3>
          <p>{text?.description ?? scenario.description}</p>
          {scenario.fault ? <Fault {...scenario.fault} {...text?.fault} /> : null}
        </section>
      ) : null}
      <Library onChosen={onClose} />
    </Dialog>
  );
}
