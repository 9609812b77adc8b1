// Puts a text into the clipboard and says so.
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import hidden from './hidden.module.css';

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
  const [done, setDone] = useState<boolean | null>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const said = done === null ? label : done ? 'Copied' : 'The clipboard is closed to this page';
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
