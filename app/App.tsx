// The page: what is on it, and which part goes where on how wide a screen.
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import styles from './App.module.css';
import { Begin } from './Begin.tsx';
import { BreakpointsDialog } from './breakpoints/BreakpointsDialog.tsx';
import { StopAt } from './breakpoints/StopAt.tsx';
import { Editing } from './edit/Editing.tsx';
import { Failure } from './Failure.tsx';
import { DropFile } from './files/DropFile.tsx';
import { FileStatus } from './files/FileStatus.tsx';
import { FindDialog } from './find/FindDialog.tsx';
import { Header } from './Header.tsx';
import { FaultBar } from './library/FaultBar.tsx';
import { Library } from './library/Library.tsx';
import { LibraryDialog } from './library/LibraryDialog.tsx';
import { Warnings } from './library/Warnings.tsx';
import { Newer } from './Newer.tsx';
import { Presenter } from './Presenter.tsx';
import { Announcer } from './playback/Announcer.tsx';
import { type KeyLine, KeysDialog } from './playback/KeysDialog.tsx';
import { listenToKeys } from './playback/keys.ts';
import { usePlayer } from './playback/usePlayer.ts';
import { LinkProblem } from './share/LinkProblem.tsx';
import { useDeclaring } from './state/declaring.ts';
import { useWords } from './state/language.ts';
import { useLink } from './state/link.ts';
import { startWriting } from './state/notes.ts';
import { leavePresenting, resizeText, togglePresenting, usePresenting } from './state/presenting.ts';
import { setView } from './state/selection.ts';
import { useSession } from './state/session.ts';
import { Workspace } from './Workspace.tsx';

/** The form is not needed for the first picture. */
const Declare = lazy(() => import('./declare/Declare.tsx'));

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

/** What the page opens at a key. */
type Asked = 'keys' | 'find' | 'breakpoints';

function writeNote(): void {
  setView('why');
  startWriting();
}

/** The keys of the whole page, besides those that step; answers what they do. */
function usePageKeys(open: (dialog: Asked) => void): readonly KeyLine[] {
  const presenting = usePresenting((state) => state.presenting);
  useEffect(() => {
    const always = {
      '?': () => open('keys'),
      '/': () => open('find'),
      'Ctrl+k': () => open('find'),
      b: () => open('breakpoints'),
      n: writeNote,
      p: togglePresenting,
    };
    const large = { Escape: leavePresenting, '+': () => resizeText(1), '-': () => resizeText(-1) };
    return listenToKeys(presenting ? { ...always, ...large } : always);
  }, [presenting, open]);
  const [notes, words] = [useWords('notes'), useWords('presenting')];
  const [find, breakpoints] = [useWords('find'), useWords('breakpoints')];
  return [
    { keys: ['/', 'Ctrl+K'], does: find.key },
    { keys: ['B'], does: breakpoints.key },
    { keys: ['N'], does: notes.add },
    { keys: ['P'], does: words.keyEnter },
    { keys: ['+', '−'], does: words.keySize },
    { keys: ['Esc'], does: words.keyLeave },
  ];
}

export function App() {
  const opened = useSession((session) => session.opened);
  const presenting = usePresenting((state) => state.presenting && opened !== null);
  const [dialog, setDialog] = useState<'library' | Asked | null>(null);
  const close = useCallback(() => setDialog(null), []);
  const declares = useDeclaring((state) => state.used);
  const keys = usePageKeys(setDialog);
  usePlayer();
  return (
    <div className={styles.app}>
      {presenting ? null : (
        <Header
          onLibrary={() => setDialog('library')}
          onFind={() => setDialog('find')}
          onKeys={() => setDialog('keys')}
        />
      )}
      <LinkProblem onLibrary={opened ? () => setDialog('library') : null} />
      <FileStatus />
      <Newer />
      <Failure />
      <Warnings />
      {presenting ? null : <FaultBar />}
      {opened ? (
        <>
          {presenting ? (
            <Presenter />
          ) : (
            <Workspace stopAt={<StopAt onOpen={() => setDialog('breakpoints')} />} />
          )}
          <Announcer />
          <FindDialog open={dialog === 'find'} onClose={close} />
          <BreakpointsDialog open={dialog === 'breakpoints'} onClose={close} />
          <Editing />
        </>
      ) : (
        <Nothing />
      )}
      <LibraryDialog open={dialog === 'library'} onClose={close}>
        <Begin onChosen={close} />
      </LibraryDialog>
      <Suspense>{declares ? <Declare /> : null}</Suspense>
      <DropFile onDropped={close} />
      <KeysDialog open={dialog === 'keys'} others={keys} onClose={close} />
    </div>
  );
}
