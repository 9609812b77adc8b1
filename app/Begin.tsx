// Where networks come from besides the library, and what else becomes of the one on show.
import { CEILING } from '../engine/scenario/library/index.ts';
import styles from './Begin.module.css';
import { OpenFile } from './files/OpenFile.tsx';
import { SaveFile } from './files/SaveFile.tsx';
import { declare, declareAgain } from './state/declaring.ts';
import { useWords } from './state/language.ts';
import { chooseScenario } from './state/link.ts';
import { useSession } from './state/session.ts';
import { Button } from './ui/Button.tsx';

export function Begin({ onChosen }: { onChosen(): void }) {
  const words = useWords('files');
  const opened = useSession((session) => session.opened);
  const start = (begin: () => void) => () => {
    onChosen();
    begin();
  };
  return (
    <fieldset className={styles.begin} aria-label={words.begin}>
      <Button look="primary" icon="plus" onClick={start(() => declare({ kind: 'new' }))}>
        {words.declare}
      </Button>
      <OpenFile onChosen={onChosen} />
      <Button look="outlined" icon="present" onClick={start(() => void chooseScenario(CEILING))}>
        {words.ceiling}
      </Button>
      {opened?.scenario.cluster ? (
        <Button look="outlined" icon="edit" onClick={start(() => declareAgain(opened))}>
          {words.edit}
        </Button>
      ) : null}
      {opened ? <SaveFile /> : null}
    </fieldset>
  );
}
