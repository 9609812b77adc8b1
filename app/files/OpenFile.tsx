// The button that asks the browser for a file.
import { useRef } from 'react';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { openFile } from './files.ts';

const ACCEPTED = '.json,.yaml,.yml,application/json,application/yaml,text/yaml';

export function OpenFile({ onChosen }: { onChosen(): void }) {
  const words = useWords('files');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="outlined" icon="folder" title={words.openHint} onClick={() => input.current?.click()}>
        {words.open}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPTED}
        aria-label={words.open}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file may be chosen again once it has been mended.
          event.currentTarget.value = '';
          if (!file) return;
          onChosen();
          void openFile(file);
        }}
      />
    </>
  );
}
