// After an edit, a quiet line: what became of the probe, and where its new way leaves the old one.
import { useMemo } from 'react';
import { type Change, dismissChange } from '../state/change.ts';
import { isSameEdits } from '../state/commands.ts';
import { useLanguage, useSpeech } from '../state/language.ts';
import { compareWith } from '../state/link.ts';
import { goToTick, pause, usePlayback } from '../state/playback.ts';
import { useScenario } from '../state/scenario.ts';
import { Button } from '../ui/Button.tsx';
import hidden from '../ui/hidden.module.css';
import { Icon, type IconName } from '../ui/Icon.tsx';
import styles from './ChangeLine.module.css';
import { type Changed, changedBetween } from './changed.ts';
import { changeText } from './changeText.ts';

type Mood = 'same' | 'better' | 'worse' | 'other';

function moodOf({ before, after, parting }: Changed): Mood {
  if (before !== after && after === null) return 'better';
  if (before === null && after !== null) return 'worse';
  return parting ? 'other' : 'same';
}

const ICONS: Readonly<Record<Mood, IconName>> = {
  same: 'equal',
  better: 'check',
  worse: 'cross',
  other: 'unequal',
};

/** Before and after, for the comparison: the last edit left out where that is all, else the edits as they were. */
function useBeforeAndAfter({ edits }: Change): () => void {
  const commands = useScenario((scenario) => scenario.commands);
  return () => {
    const isLast = isSameEdits(edits, commands.slice(0, -1)) && commands.length > 0;
    void compareWith(isLast ? { kind: 'before' } : { kind: 'edits', commands: edits });
  };
}

export function ChangeLine({ change }: { readonly change: Change }) {
  const words = useLanguage((language) => language.words);
  const { change: own } = words.compare;
  const speech = useSpeech();
  const zoom = usePlayback((playback) => playback.zoom);
  const { before, after } = change;
  const changed = useMemo(() => changedBetween(speech, before, after, zoom), [speech, before, after, zoom]);
  const compare = useBeforeAndAfter(change);
  const text = changeText(words, changed);
  const { parting } = changed;
  const mood = moodOf(changed);
  return (
    <>
      <span role="status" className={hidden.hidden}>
        {text}
      </span>
      <section className={styles.change} data-mood={mood} aria-label={own.label}>
        <Icon name={ICONS[mood]} />
        <p>{text}</p>
        {parting ? (
          <div className={styles.ways}>
            <Button
              look="outlined"
              onClick={() => {
                pause();
                goToTick(parting.tick);
              }}
            >
              {own.go(parting.step)}
            </Button>
            <Button look="outlined" icon="compare" onClick={compare}>
              {own.compare}
            </Button>
          </div>
        ) : null}
        <Button icon="close" label={own.dismiss} onClick={dismissChange} />
      </section>
    </>
  );
}
