// Puts a text into the clipboard and says so.
import { use, useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import hidden from './hidden.module.css';
import { UiWords } from './words.ts';

export interface CopyButtonProps {
  readonly label: string;
  text(): string;
}

export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function CopyButton({ label, text }: CopyButtonProps) {
  const words = use(UiWords);
  const [done, setDone] = useState<boolean | null>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const said = done === null ? label : done ? words.copied : words.noClipboard;
  const icon = done === null ? 'copy' : done ? 'check' : 'cross';
  return (
    <>
      <Button icon={icon} label={said} onClick={async () => setDone(await writeClipboard(text()))} />
      <span role="status" className={hidden.hidden}>
        {done === null ? '' : said}
      </span>
    </>
  );
}
