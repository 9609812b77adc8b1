// Notes that the author of a moment has pinned on steps: a step's address and a text. They travel in the link.
import { useMemo } from 'react';
import { create } from 'zustand';
import { MAX_NOTES, type Note } from '../../engine/scenario/link.ts';
import { addressOf, tickOf } from '../../engine/trace/address.ts';
import type { Level, Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { stepIndex } from '../../engine/trace/steps.ts';
import { goToTick, pause, stepsOf, usePlayback } from './playback.ts';
import { useOpened, useSession } from './session.ts';

interface Notes {
  readonly notes: readonly Note[];
  /** Is somebody writing one at the step on show? */
  readonly writing: boolean;
}

export const useNotes = create<Notes>(() => ({ notes: [], writing: false }));

/** A note with the tick it is at; null when the packet does not come by there. */
export interface PlacedNote {
  readonly note: Note;
  readonly tick: number | null;
}

/** In the order in which the packet comes by; those it does not come by are last. */
export function placeNotes(trace: Trace, outline: Outline, notes: readonly Note[]): PlacedNote[] {
  const order = ({ tick }: PlacedNote) => tick ?? Number.POSITIVE_INFINITY;
  return notes
    .map((note) => ({ note, tick: tickOf(trace, outline, note.zoom, note.at) ?? null }))
    .sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)));
}

export function usePlacedNotes(): readonly PlacedNote[] {
  const { trace, outline } = useOpened();
  const notes = useNotes((state) => state.notes);
  return useMemo(() => placeNotes(trace, outline, notes), [trace, outline, notes]);
}

/** By the index of the step that shows them at a zoom. */
export function notesByStep(
  trace: Trace,
  zoom: Level,
  placed: readonly PlacedNote[],
): ReadonlyMap<number, readonly Note[]> {
  const steps = stepsOf(trace, zoom);
  const found = new Map<number, Note[]>();
  for (const { note, tick } of placed) {
    if (tick === null) continue;
    const index = stepIndex(steps, tick);
    found.set(index, [...(found.get(index) ?? []), note]);
  }
  return found;
}

/** The notes of each step of the zoom on show. */
export function useNotesByStep(): ReadonlyMap<number, readonly Note[]> {
  const { trace } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  const placed = usePlacedNotes();
  return useMemo(() => notesByStep(trace, zoom, placed), [trace, zoom, placed]);
}

export function startWriting(): void {
  if (!useSession.getState().opened || useNotes.getState().notes.length >= MAX_NOTES) return;
  pause();
  useNotes.setState({ writing: true });
}

export function stopWriting(): void {
  useNotes.setState({ writing: false });
}

/** Pins a text on the step on show. */
export function addNote(text: string): void {
  const { opened } = useSession.getState();
  if (!opened) return;
  const { tick, zoom } = usePlayback.getState();
  const at = addressOf(opened.trace, opened.outline, zoom, tick);
  useNotes.setState(({ notes }) => ({ notes: [...notes, { at, zoom, text }], writing: false }));
}

export function changeNote(note: Note, text: string): void {
  useNotes.setState(({ notes }) => ({
    notes: notes.map((each) => (each === note ? { ...note, text } : each)),
  }));
}

export function removeNote(note: Note): void {
  useNotes.setState(({ notes }) => ({ notes: notes.filter((each) => each !== note) }));
}

export function goToNote({ note, tick }: PlacedNote): void {
  if (tick === null) return;
  pause();
  usePlayback.setState({ zoom: note.zoom });
  goToTick(tick);
}
