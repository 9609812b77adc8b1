// The whole form: settings, the objects in either view, the probe, and what it all comes to.
import { useRef, useState } from 'react';
import { stopDeclaring } from '../state/declaring.ts';
import { useWords } from '../state/language.ts';
import { panelProps, Tabs } from '../ui/Tabs.tsx';
import { openDraft, useDrafting } from './draft.ts';
import styles from './Form.module.css';
import { Objects } from './Objects.tsx';
import { Sent } from './Sent.tsx';
import { Settings } from './Settings.tsx';
import { Text } from './Text.tsx';
import { Verdict } from './Verdict.tsx';

const GROUP = 'declare';
type View = 'form' | 'text';

export function Form() {
  const words = useWords('declare');
  const isFile = useDrafting(({ beginning }) => beginning?.kind === 'file');
  const [view, setView] = useState<View>(isFile ? 'text' : 'form');
  /** The line that somebody wants to see, and how often it was asked for. */
  const [line, setLine] = useState<{ readonly line: number } | null>(null);
  const verdict = useRef<HTMLDivElement>(null);
  const open = async () => {
    if (await openDraft()) stopDeclaring();
    else verdict.current?.focus();
  };
  return (
    <div className={styles.form}>
      <Settings />
      <div className={styles.views}>
        <Tabs<View>
          group={GROUP}
          label={words.views.label}
          tabs={[
            { id: 'form', name: words.views.form },
            { id: 'text', name: words.views.text },
          ]}
          selected={view}
          onSelect={setView}
        />
      </div>
      <div {...panelProps(GROUP, view)} className={styles.view}>
        {view === 'form' ? <Objects /> : <Text line={line} />}
      </div>
      <Sent />
      <Verdict
        ref={verdict}
        onOpen={() => void open()}
        onLine={(wanted) => {
          setView('text');
          setLine({ line: wanted });
        }}
      />
    </div>
  );
}
