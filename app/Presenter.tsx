// The presenter's view: the drawing as large as it can be, and beside it what is said about the step, readable from the last row.
import { type CSSProperties, type ReactNode, useState } from 'react';
import { Packet } from './inspector/Packet.tsx';
import { Why } from './inspector/Why.tsx';
import { StepNotes } from './notes/StepNotes.tsx';
import styles from './Presenter.module.css';
import { Panes } from './panes/Panes.tsx';
import { Transport } from './playback/Transport.tsx';
import { useWords } from './state/language.ts';
import { useNotes } from './state/notes.ts';
import { leavePresenting, resizeText, TEXT_SIZES, usePresenting } from './state/presenting.ts';
import { useTitle } from './state/scenario.ts';
import { useOpened } from './state/session.ts';
import { Button } from './ui/Button.tsx';
import hidden from './ui/hidden.module.css';
import { panelProps, Tabs } from './ui/Tabs.tsx';
import { useMedia } from './ui/useMedia.ts';
import { Drawing } from './Workspace.tsx';

type Part = 'why' | 'tables' | 'packet';

/** What is said about the step: the notes and the reasons. */
function Said() {
  return (
    <>
      <StepNotes />
      <Why />
    </>
  );
}

const PARTS: Readonly<Record<Part, () => ReactNode>> = { why: Said, tables: Panes, packet: Packet };

/** One part at a time. */
function Parts({ parts }: { readonly parts: readonly Part[] }) {
  const words = useWords('page');
  const label = useWords('presenting').parts;
  const [wanted, setWanted] = useState<Part>(parts[0]!);
  const writing = useNotes((state) => state.writing);
  const asked = writing ? 'why' : wanted;
  const part = parts.includes(asked) ? asked : parts[0]!;
  const Shown = PARTS[part];
  const tabs = parts.map((id) => ({ id, name: words[id] }));
  return (
    <div className={styles.parts}>
      <Tabs<Part> group="parts" label={label} tabs={tabs} selected={part} onSelect={setWanted} />
      <div className={styles.part} {...panelProps('parts', part)}>
        <h2 className={hidden.hidden}>{words[part]}</h2>
        <Shown />
      </div>
    </div>
  );
}

function Head() {
  const words = useWords('presenting');
  const { probe } = useOpened();
  const title = useTitle();
  const size = usePresenting((state) => state.size);
  return (
    <header className={styles.head}>
      <h1>{title}</h1>
      <code>{probe.run}</code>
      <Button
        label={words.smaller}
        aria-disabled={size === 0}
        className={styles.smaller ?? ''}
        onClick={() => resizeText(-1)}
      >
        A
      </Button>
      <Button
        label={words.larger}
        aria-disabled={size === TEXT_SIZES.length - 1}
        className={styles.larger ?? ''}
        onClick={() => resizeText(1)}
      >
        A
      </Button>
      <Button icon="close" label={words.leave} onClick={leavePresenting} />
    </header>
  );
}

export function Presenter() {
  const title = useWords('presenting').title;
  const { why } = useWords('page');
  const size = usePresenting((state) => state.size);
  const roomy = useMedia('(min-width: 1400px) and (min-height: 860px)');
  return (
    <main
      className={styles.presenter}
      aria-label={title}
      style={{ '--times': TEXT_SIZES[size] } as CSSProperties}
    >
      <Head />
      <div className={styles.stage}>
        <div className={styles.drawing}>
          <Drawing far />
        </div>
        <div className={styles.beside}>
          {roomy ? (
            <section className={styles.said} aria-label={why}>
              <h2 className={hidden.hidden}>{why}</h2>
              <Said />
            </section>
          ) : null}
          <Parts parts={roomy ? ['tables', 'packet'] : ['why', 'tables', 'packet']} />
        </div>
      </div>
      <Transport />
    </main>
  );
}
