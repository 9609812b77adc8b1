// The button that begins a note at the step on show.
import { MAX_NOTES } from '../../engine/scenario/link.ts';
import { useWords } from '../state/language.ts';
import { startWriting, useNotes } from '../state/notes.ts';
import { Button } from '../ui/Button.tsx';

export function AddNote() {
  const words = useWords('notes');
  const full = useNotes(({ notes }) => notes.length >= MAX_NOTES);
  return (
    <Button
      icon="note"
      label={full ? words.full(MAX_NOTES) : words.add}
      aria-disabled={full}
      onClick={startWriting}
    />
  );
}
