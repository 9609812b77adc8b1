// Taking back and doing again, and how many edits there are: a click lists them.
import { useEffect, useState } from 'react';
import { listBefore, redo, undo, useEdits } from '../state/edits.ts';
import { useWords } from '../state/language.ts';
import { useScenario } from '../state/scenario.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EditList } from './EditList.tsx';
import styles from './History.module.css';
import { listenToUndo } from './keys.ts';

type Commands = Parameters<typeof listBefore>[1];

/** The line that one list has and the other has not, if it is one. */
function difference(longer: Commands, shorter: Commands): string {
  const more = longer.length === shorter.length + 1 ? longer.at(-1) : undefined;
  return more ? more.run : '';
}

export function History() {
  const words = useWords('edit');
  const commands = useScenario((scenario) => scenario.commands);
  const history = useEdits();
  const [shown, setShown] = useState(false);
  useEffect(listenToUndo, []);
  const before = listBefore(history, commands);
  const next = history.future.at(-1);
  if (!before && !next) return null;
  return (
    <div className={styles.history}>
      <Button
        icon="undo"
        label={words.undo}
        title={words.undoOf(before ? difference(commands, before) : '').trim()}
        disabled={!before}
        onClick={() => void undo()}
      />
      <Button
        icon="redo"
        label={words.redo}
        title={words.redoOf(next ? difference(next, commands) : '').trim()}
        disabled={!next}
        onClick={() => void redo()}
      />
      {commands.length > 0 ? (
        <button type="button" className={styles.count} onClick={() => setShown(true)}>
          {words.count(commands.length)}
        </button>
      ) : null}
      <Dialog open={shown && commands.length > 0} title={words.editsOf} onClose={() => setShown(false)}>
        <EditList />
      </Dialog>
    </div>
  );
}
