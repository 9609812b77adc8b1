// The network on show as a scenario file.
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { saveFile } from '../ui/saveFile.ts';

/** Letters and digits of any language, and dashes between them. */
const fileName = (title: string) =>
  `${
    title
      .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'network'
  }.json`;

export function SaveFile() {
  const words = useWords('files');
  const { scenario, probe } = useOpened();
  const save = () => {
    const text = JSON.stringify({ ...scenario, probe }, null, 2);
    saveFile(fileName(scenario.title), new Blob([`${text}\n`], { type: 'application/json' }));
  };
  return (
    <Button look="outlined" icon="save" title={words.saveHint} onClick={save}>
      {words.save}
    </Button>
  );
}
