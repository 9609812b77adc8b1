// What an edit has changed, in words.
import type { Words } from '../words/catalogue.ts';
import type { Changed } from './changed.ts';

type Said = Pick<Words, 'compare' | 'library'>;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What became of the probe. */
function outcomeText({ compare, library }: Said, { before, after }: Changed): string {
  const { turned, stays } = compare.change;
  const nameOf = (failure: Changed['before']) => (failure ? library.failures[failure] : library.answered);
  if (before !== after) return turned(capital(nameOf(before)), nameOf(after));
  return before === null ? stays.answered : stays.lost;
}

export function changeText(words: Said, changed: Changed): string {
  const { change } = words.compare;
  const { before, after, drop, parting } = changed;
  if (before === after && !parting) return change.same;
  const parts = [
    outcomeText(words, changed),
    drop ? change.dropped(drop.place, drop.why) : null,
    parting ? change.from(parting.step) : change.samePath,
  ];
  return parts.filter((part) => part !== null).join(' ');
}
