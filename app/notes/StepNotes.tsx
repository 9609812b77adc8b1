// The notes at the step on show, and the way to the others; here they are written, changed and taken away.
import { lazy, Suspense, useState } from 'react';
import type { Note } from '../../engine/scenario/link.ts';
import { useWords } from '../state/language.ts';
import {
  addNote,
  changeNote,
  goToNote,
  type PlacedNote,
  removeNote,
  stopWriting,
  useNotes,
  useNotesByStep,
  usePlacedNotes,
} from '../state/notes.ts';
import { usePlayback, useStepIndex } from '../state/playback.ts';
import { Button } from '../ui/Button.tsx';
import { Editor } from './Editor.tsx';
import styles from './StepNotes.module.css';

const NotesDialog = lazy(async () => ({ default: (await import('./NotesDialog.tsx')).NotesDialog }));

interface OneNoteProps {
  readonly note: Note;
  /** May it be changed here? */
  readonly own: boolean;
}

function OneNote({ note, own }: OneNoteProps) {
  const words = useWords('notes');
  const [changing, setChanging] = useState(false);
  if (changing) {
    return (
      <Editor
        text={note.text}
        onSave={(text) => {
          changeNote(note, text);
          setChanging(false);
        }}
        onCancel={() => setChanging(false)}
      />
    );
  }
  return (
    <div className={styles.note} role="note" aria-label={words.note}>
      <p dir="auto">{note.text}</p>
      {own ? (
        <div className={styles.tools}>
          <Button icon="edit" label={words.change} onClick={() => setChanging(true)} />
          <Button icon="close" label={words.remove} onClick={() => removeNote(note)} />
        </div>
      ) : null}
    </div>
  );
}

/** The nearest notes before and after the step on show. */
function useNeighbours(placed: readonly PlacedNote[], here: readonly Note[]) {
  const tick = usePlayback((playback) => playback.tick);
  const found = placed.filter((each) => each.tick !== null);
  const isHere = ({ note }: PlacedNote) => here.includes(note);
  const first = found.findIndex(isHere);
  const last = found.findLastIndex(isHere);
  const after = found.findIndex((each) => each.tick! > tick);
  const split = after < 0 ? found.length : after;
  return {
    nth: first,
    count: found.length,
    previous: found[(first < 0 ? split : first) - 1],
    next: found[last < 0 ? split : last + 1],
  };
}

function Ways({ here, own }: { readonly here: readonly Note[]; readonly own: boolean }) {
  const words = useWords('notes');
  const placed = usePlacedNotes();
  const [listed, setListed] = useState(false);
  const { nth, count, previous, next } = useNeighbours(placed, here);
  const go = (to: PlacedNote | undefined) => () => {
    if (to) goToNote(to);
  };
  return (
    <>
      <div className={styles.ways}>
        <Button icon="previous" label={words.previous} aria-disabled={!previous} onClick={go(previous)} />
        <span className={styles.count}>{nth < 0 ? words.count(count) : words.nth(nth + 1, count)}</span>
        <Button icon="next" label={words.next} aria-disabled={!next} onClick={go(next)} />
        {own ? (
          <Button className={styles.all ?? ''} onClick={() => setListed(true)}>
            {words.all}
          </Button>
        ) : null}
      </div>
      <Suspense>{listed ? <NotesDialog onClose={() => setListed(false)} /> : null}</Suspense>
    </>
  );
}

const NONE: readonly Note[] = [];

/** own: the page is the reader's own; in a frame of somebody else's the notes are for reading. */
export function StepNotes({ own = true }: { readonly own?: boolean }) {
  const words = useWords('notes');
  const index = useStepIndex();
  const here = useNotesByStep().get(index) ?? NONE;
  const { notes, writing } = useNotes();
  if (notes.length === 0 && !writing) return null;
  return (
    <section className={own ? styles.notes : `${styles.notes} ${styles.line}`} aria-label={words.title}>
      {here.map((note, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two notes of a step may say the same.
        <OneNote key={nth} note={note} own={own} />
      ))}
      {writing ? <Editor text="" onSave={addNote} onCancel={stopWriting} /> : null}
      {notes.length > 0 ? <Ways here={here} own={own} /> : null}
    </section>
  );
}
