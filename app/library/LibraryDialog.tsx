// The library, and what the network on show is about.
import { useScenarioText, useWords } from '../state/language.ts';
import { useScenario } from '../state/scenario.ts';
import { useSession } from '../state/session.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Fault } from './Fault.tsx';
import { Library } from './Library.tsx';
import styles from './LibraryDialog.module.css';

export function LibraryDialog({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords('library');
  const text = useScenarioText(useScenario((state) => state.scenario));
  const scenario = useSession((session) => session.opened?.scenario);
  return (
    <Dialog open={open} title={words.title} wide onClose={onClose}>
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
