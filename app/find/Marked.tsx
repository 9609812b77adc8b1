// A text with what was typed marked in it.
import styles from './Find.module.css';

interface Piece {
  readonly at: number;
  readonly text: string;
  readonly hit: boolean;
}

/** Cuts a text where words begin and end in it; where they overlap, the longer one is marked. */
export function piecesOf(text: string, typed: string): Piece[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const hit = new Uint8Array(text.length);
  const lower = text.toLowerCase();
  for (const word of words)
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
      hit.fill(1, at, at + word.length);
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    let end = at + 1;
    while (end < text.length && hit[end] === hit[at]) end++;
    pieces.push({ at, text: text.slice(at, end), hit: hit[at] === 1 });
    at = end;
  }
  return pieces;
}

export function Marked({ text, typed }: { readonly text: string; readonly typed: string }) {
  return piecesOf(text, typed).map(({ at, text: piece, hit }) =>
    hit ? (
      <mark key={at} className={styles.hit}>
        {piece}
      </mark>
    ) : (
      <span key={at}>{piece}</span>
    ),
  );
}
