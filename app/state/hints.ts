// Three hints for the first visit. Each leaves for good once a person has done what it is about, or has sent them away.
import { create } from 'zustand';
import { keep, kept } from './kept.ts';

export const HINTS = ['step', 'look', 'type'] as const;
export type Hint = (typeof HINTS)[number];

const KEY = 'hopscope.hints.done';

const stored = (): readonly Hint[] => HINTS.filter((hint) => (kept(KEY) ?? '').split(' ').includes(hint));

export const useHints = create<{ readonly done: readonly Hint[] }>(() => ({ done: stored() }));

/** A person has done what a hint is about. */
export function used(...hints: readonly Hint[]): void {
  const before = useHints.getState().done;
  const done = HINTS.filter((hint) => before.includes(hint) || hints.includes(hint));
  if (done.length === before.length) return;
  useHints.setState({ done });
  keep(KEY, done.join(' '));
}
