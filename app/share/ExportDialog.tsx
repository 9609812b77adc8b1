// What can be taken away: the drawing, what happened to the probe, the network itself; each as a file.
import { useState } from 'react';
import { problemText } from '../../engine/problem.ts';
import { useWords } from '../state/language.ts';
import { schemeNow } from '../state/preferences.ts';
import { Choice } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { saveFile } from '../ui/saveFile.ts';
import styles from './ExportDialog.module.css';
import { type Draw, EXPORTS, type ExportKind, exportFile, exportName } from './exports.ts';

type Theme = 'shown' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['shown', 'light', 'dark'];

interface Said {
  readonly kind: 'busy' | 'saved' | 'refused';
  readonly text: string;
  /** Why a file is not to be had, in the words of the page or of the engine. */
  readonly why?: { readonly text: string; readonly lang?: 'en' };
}

export interface ExportDialogProps {
  readonly draw: Draw;
  onClose(): void;
}

export function ExportDialog({ draw, onClose }: ExportDialogProps) {
  const words = useWords('share');
  const [theme, setTheme] = useState<Theme>('shown');
  const [said, setSaid] = useState<Said | null>(null);
  const save = async (kind: ExportKind) => {
    const name = exportName(kind);
    setSaid({ kind: 'busy', text: words.saving(name) });
    const file = await exportFile(kind, () => draw(theme === 'shown' ? schemeNow() : theme), words);
    if (!file.ok) {
      const { where, what } = file.problem;
      const why =
        where === kind ? { text: what } : ({ text: problemText(file.problem), lang: 'en' } as const);
      return setSaid({ kind: 'refused', text: words.refused(name), why });
    }
    saveFile(name, file.value);
    setSaid({ kind: 'saved', text: words.saved(name) });
  };
  const group = (name: keyof typeof EXPORTS, about: string) => (
    <section className={styles.group} aria-label={words[name]}>
      <header>
        <h3>{words[name]}</h3>
        <p>{about}</p>
      </header>
      <ul>
        {EXPORTS[name].map((kind) => (
          <li key={kind}>
            <button type="button" className={styles.format} onClick={() => void save(kind)}>
              <Icon name="export" />
              <b>{words.formats[kind].name}</b>
              <span>{words.formats[kind].about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
  return (
    <Dialog open title={words.exportTitle} onClose={onClose}>
      <div className={styles.groups}>
        {group('drawing', words.drawingAbout)}
        <Choice<Theme>
          label={words.theme}
          seen
          options={THEMES.map((value) => ({ value, name: words.themes[value] }))}
          value={theme}
          onChange={setTheme}
        />
        {group('trace', words.traceAbout)}
        {group('network', words.networkAbout)}
      </div>
      <p role="status" className={styles.said} data-kind={said?.kind}>
        {said?.text} {said?.why ? <span lang={said.why.lang}>{said.why.text}</span> : null}
      </p>
    </Dialog>
  );
}
