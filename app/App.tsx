// The page: what is on it, and which part goes where on how wide a screen.
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import styles from './App.module.css';
import { Begin } from './Begin.tsx';
import { DropFile } from './files/DropFile.tsx';
import { FileStatus } from './files/FileStatus.tsx';
import { Header } from './Header.tsx';
import { Library } from './library/Library.tsx';
import { LibraryDialog } from './library/LibraryDialog.tsx';
import { Warnings } from './library/Warnings.tsx';
import { Announcer } from './playback/Announcer.tsx';
import { KeysDialog } from './playback/KeysDialog.tsx';
import { listenToKeys } from './playback/keys.ts';
import { usePlayer } from './playback/usePlayer.ts';
import { LinkProblem } from './share/LinkProblem.tsx';
import { useDeclaring } from './state/declaring.ts';
import { useWords } from './state/language.ts';
import { startAgain, useLink } from './state/link.ts';
import { useSession } from './state/session.ts';
import { Button } from './ui/Button.tsx';
import { Workspace } from './Workspace.tsx';

/** The form is not needed for the first picture. */
const Declare = lazy(() => import('./declare/Declare.tsx'));

function Failure() {
  const words = useWords('page');
  const failure = useSession((session) => session.failure);
  if (failure === null) return null;
  return (
    <div role="alert" className={styles.failure}>
      <p>
        <b>{words.stopped}</b> <span lang="en">{failure}</span>
      </p>
      <Button look="outlined" onClick={() => void startAgain()}>
        {words.startAgain}
      </Button>
    </div>
  );
}

/** When there is no network to show: where to get one. */
function Nothing() {
  const words = useWords('page');
  const broken = useLink((link) => link.problem !== null);
  const failed = useSession((session) => session.failure !== null);
  if (!broken && !failed) {
    return (
      <main className={styles.nothing}>
        <p role="status">{words.openingNetwork}</p>
      </main>
    );
  }
  return (
    <main className={styles.nothing}>
      <h2>{words.choose}</h2>
      <Begin onChosen={() => undefined} />
      <Library onChosen={() => undefined} />
    </main>
  );
}

export function App() {
  const opened = useSession((session) => session.opened);
  const [dialog, setDialog] = useState<'library' | 'keys' | null>(null);
  const close = useCallback(() => setDialog(null), []);
  const declares = useDeclaring((state) => state.used);
  useEffect(() => listenToKeys(() => setDialog('keys')), []);
  usePlayer();
  return (
    <div className={styles.app}>
      <Header onLibrary={() => setDialog('library')} onKeys={() => setDialog('keys')} />
      <LinkProblem onLibrary={opened ? () => setDialog('library') : null} />
      <FileStatus />
      <Failure />
      <Warnings />
      {opened ? (
        <>
          <Workspace />
          <Announcer />
        </>
      ) : (
        <Nothing />
      )}
      <LibraryDialog open={dialog === 'library'} onClose={close}>
        <Begin onChosen={close} />
      </LibraryDialog>
      <Suspense>{declares ? <Declare /> : null}</Suspense>
      <DropFile onDropped={close} />
      <KeysDialog open={dialog === 'keys'} onClose={close} />
    </div>
  );
}
