// How wide texts of the map are, by approximate widths of glyphs, and how they are cut to fit.

/** Sizes in pixels, as in the style sheet; none is below 9. */
export const SIZE = { hook: 11, name: 11, chain: 10.5, small: 9.5 } as const;
type Size = keyof typeof SIZE;

const EM = 0.61;
/** Ideographs are as wide as they are high. */
const WIDE = /[\u2e80-\uffef]/;

export const widthOf = (text: string, size: Size): number =>
  [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : EM), 0) * SIZE[size];

/** A text that is too wide ends in an ellipsis. */
export function cut(text: string, size: Size, room: number): string {
  if (widthOf(text, size) <= room) return text;
  let kept = text.length - 1;
  while (kept > 1 && widthOf(text.slice(0, kept), size) + EM * SIZE[size] > room) kept--;
  return `${text.slice(0, kept)}…`;
}

/** A text in lines, broken at spaces; a word that is too wide is cut. */
export function wrap(text: string, size: Size, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => cut(line, size, room));
}
