// Where a note is written: a few lines, as many characters as a link takes.
import { type KeyboardEvent, useState } from 'react';
import { MAX_NOTE_LENGTH } from '../../engine/scenario/link.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Editor.module.css';

export interface EditorProps {
  readonly text: string;
  onSave(text: string): void;
  onCancel(): void;
}

export function Editor({ text: before, onSave, onCancel }: EditorProps) {
  const words = useWords('notes');
  const [text, setText] = useState(before);
  const save = () => (text.trim() === '' ? onCancel() : onSave(text.trim()));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
  };
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        aria-label={words.text}
        rows={3}
        maxLength={MAX_NOTE_LENGTH}
        value={text}
        dir="auto"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        // biome-ignore lint/a11y/noAutofocus: somebody has just asked to write.
        autoFocus
      />
      <div className={styles.buttons}>
        <span>{words.left(MAX_NOTE_LENGTH - text.length)}</span>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <button type="submit" className={styles.save}>
          {words.save}
        </button>
      </div>
    </form>
  );
}
