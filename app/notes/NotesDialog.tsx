// All notes, in the order in which the packet comes by them.
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { goToNote, type PlacedNote, removeNote, usePlacedNotes } from '../state/notes.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './NotesDialog.module.css';

interface LineProps {
  readonly placed: PlacedNote;
  onGone(): void;
}

function Line({ placed, onGone }: LineProps) {
  const words = useWords('notes');
  const { said } = useWords('playback');
  const speech = useSpeech();
  const { trace, outline } = useOpened();
  const { note, tick } = placed;
  const place =
    tick === null
      ? words.elsewhere
      : said(placeOf(trace, outline, note.zoom, tick), titleOf(speech, trace, note.zoom, tick));
  return (
    <li className={styles.line}>
      <button
        type="button"
        className={styles.way}
        disabled={tick === null}
        onClick={() => {
          goToNote(placed);
          onGone();
        }}
      >
        <span className={styles.place}>{place}</span>
        <span className={styles.text} dir="auto">
          {note.text}
        </span>
      </button>
      <Button icon="close" label={words.remove} onClick={() => removeNote(note)} />
    </li>
  );
}

export function NotesDialog({ onClose }: { onClose(): void }) {
  const words = useWords('notes');
  const placed = usePlacedNotes();
  return (
    <Dialog open title={words.title} onClose={onClose}>
      <ol className={styles.list} aria-label={words.all}>
        {placed.map((each, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two notes of a step may say the same.
          <Line key={nth} placed={each} onGone={onClose} />
        ))}
      </ol>
      <p className={styles.about}>{words.about}</p>
    </Dialog>
  );
}
