// The page in a frame of somebody else's: the drawing and its transport, and a way to all the rest.
import { useEffect, useState } from 'react';
import styles from './Embed.module.css';
import { Failure } from './Failure.tsx';
import { StepNotes } from './notes/StepNotes.tsx';
import { Announcer } from './playback/Announcer.tsx';
import { listenToKeys } from './playback/keys.ts';
import { Transport } from './playback/Transport.tsx';
import { usePlayer } from './playback/usePlayer.ts';
import { LinkProblem } from './share/LinkProblem.tsx';
import { pageAddress } from './state/embed.ts';
import { useWords } from './state/language.ts';
import { currentLink } from './state/link.ts';
import { usePlayback } from './state/playback.ts';
import { useTitle } from './state/scenario.ts';
import { useSelection } from './state/selection.ts';
import { useSession } from './state/session.ts';
import { Drawing } from './Workspace.tsx';

/** The moment on show as a page of its own. */
function useWayOut(): string {
  const [address, setAddress] = useState(() => pageAddress(location.href));
  const opened = useSession((session) => session.opened);
  const { tick, zoom } = usePlayback();
  const pinned = useSelection((selection) => selection.pinned);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another moment is another address.
  useEffect(() => {
    let wanted = opened !== null;
    if (wanted) void currentLink().then((link) => wanted && setAddress(pageAddress(link)));
    return () => {
      wanted = false;
    };
  }, [opened, tick, zoom, pinned]);
  return address;
}

function Foot() {
  const title = useTitle() ?? 'Hopscope';
  const words = useWords('share');
  return (
    <footer className={styles.foot}>
      <h1 className={styles.title}>{title}</h1>
      <a href={useWayOut()} target="_blank" rel="noopener">
        <img src="./icon.svg" alt="" width={16} height={16} />
        {words.open}
      </a>
    </footer>
  );
}

/** A click on a button leaves the focus where it was; in a frame that would be the page around it, and the keys with it. */
function takeFocus(): () => void {
  const take = () => window.focus();
  document.addEventListener('pointerdown', take);
  return () => document.removeEventListener('pointerdown', take);
}

export function Embed() {
  const opened = useSession((session) => session.opened);
  useEffect(() => listenToKeys({}), []);
  useEffect(takeFocus, []);
  usePlayer();
  return (
    <div className={styles.embed}>
      <LinkProblem onLibrary={null} />
      <Failure />
      {opened ? (
        <main className={styles.main}>
          <div className={styles.drawing}>
            <Drawing fixed />
          </div>
          <StepNotes own={false} />
          <Transport />
          <Announcer />
        </main>
      ) : (
        <main className={styles.main} />
      )}
      <Foot />
    </div>
  );
}
