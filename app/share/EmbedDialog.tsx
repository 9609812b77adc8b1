// The HTML that puts the moment on show into another page, and how it will look there.
import { useEffect, useState } from 'react';
import { embedAddress } from '../state/embed.ts';
import { useWords } from '../state/language.ts';
import { currentLink } from '../state/link.ts';
import { THEMES, type Theme } from '../state/preferences.ts';
import { useTitle } from '../state/scenario.ts';
import { Choice } from '../ui/Choice.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './EmbedDialog.module.css';
import { embedHtml } from './embedHtml.ts';

const HEIGHTS = ['360', '480', '640'] as const;
type Height = (typeof HEIGHTS)[number];

function useLinkNow(): string | null {
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    void currentLink().then(setLink);
  }, []);
  return link;
}

export function EmbedDialog({ onClose }: { onClose(): void }) {
  const words = useWords('share');
  const network = useTitle() ?? '';
  const link = useLinkNow();
  const [theme, setTheme] = useState<Theme>('system');
  const [height, setHeight] = useState<Height>('480');
  const address = link === null ? '' : embedAddress(link, theme);
  const title = words.framed(network);
  const html = embedHtml(address, title, Number(height));
  return (
    <Dialog open title={words.embedTitle} wide onClose={onClose}>
      <p>{words.embedAbout}</p>
      <div className={styles.choices}>
        <Choice<Theme>
          label={words.embedTheme}
          seen
          options={THEMES.map((value) => ({ value, name: words.embedThemes[value] }))}
          value={theme}
          onChange={setTheme}
        />
        <Choice<Height>
          label={words.height}
          seen
          options={HEIGHTS.map((value) => ({ value, name: value }))}
          value={height}
          onChange={setHeight}
        />
      </div>
      <div className={styles.html}>
        <textarea
          readOnly
          lang="en"
          aria-label={words.html}
          rows={4}
          spellCheck={false}
          value={html}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton label={words.copyHtml} text={() => html} />
      </div>
      <p className={styles.aside}>{words.sandbox}</p>
      <h3 className={styles.heading}>{words.preview}</h3>
      {/* Another address is another frame: a frame that goes elsewhere would leave entries in the history. */}
      {link ? (
        <iframe key={address} src={address} title={title} className={styles.preview} height={height} />
      ) : null}
    </Dialog>
  );
}
