// How a sentence is set: brackets and stops stay on the line of the link they belong to.
import type { Fragment, Sentence } from '../../engine/explain/index.ts';

export interface Piece {
  readonly fragment: Fragment;
  /** Marks right before and right behind it. */
  readonly opening: string;
  readonly closing: string;
}

const OPENING = /[(（]+$/;
const CLOSING = /^[.,:;)’。，、：；）]+/;

export function typeset(sentence: Sentence): Piece[] {
  const marks = (text: Fragment | undefined, pattern: RegExp) =>
    typeof text === 'string' ? (pattern.exec(text)?.[0] ?? '') : '';
  return sentence.map((fragment, at) => {
    const [before, behind] = [sentence[at - 1], sentence[at + 1]];
    if (typeof fragment !== 'string')
      return { fragment, opening: marks(before, OPENING), closing: marks(behind, CLOSING) };
    const start = before === undefined || typeof before === 'string' ? 0 : marks(fragment, CLOSING).length;
    const rest = fragment.slice(start);
    const end = behind === undefined || typeof behind === 'string' ? 0 : marks(rest, OPENING).length;
    return { fragment: rest.slice(0, rest.length - end), opening: '', closing: '' };
  });
}
