// The link to the moment on show, into the clipboard; where that is closed, in a field to copy from.
import { useEffect, useState } from 'react';
import { useWords } from '../state/language.ts';
import { currentLink, useLink } from '../state/link.ts';
import { Button } from '../ui/Button.tsx';
import { writeClipboard } from '../ui/CopyButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import hidden from '../ui/hidden.module.css';
import styles from './CopyLink.module.css';

const SAID_MS = 2500;

export function CopyLink() {
  const words = useWords('link');
  const [copied, setCopied] = useState(false);
  const tooLong = useLink((link) => link.tooLong);
  const [byHand, setByHand] = useState<string | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const link = await currentLink();
    if (await writeClipboard(link)) setCopied(true);
    else setByHand(link);
  };
  return (
    <>
      <Button
        look="outlined"
        icon={copied ? 'check' : 'link'}
        className={styles.copy ?? ''}
        disabled={tooLong}
        onClick={copy}
      >
        <span className={styles.words}>{copied ? words.linkCopied : words.copyLink}</span>
      </Button>
      <span role="status" className={hidden.hidden}>
        {copied ? words.linkCopied : ''}
      </span>
      <Dialog open={byHand !== null} title={words.byHand} onClose={() => setByHand(null)}>
        <p>{words.noClipboard}</p>
        <input
          readOnly
          className={styles.link}
          aria-label={words.link}
          value={byHand ?? ''}
          onFocus={(event) => event.currentTarget.select()}
        />
      </Dialog>
    </>
  );
}
