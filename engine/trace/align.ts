// Which entries of one list are those of another, order kept: as many as can be (Myers, "An O(ND) Difference Algorithm").

/** For each entry on the left its partner on the right, ascending; -1 for those that have none. */
export type Partners = Int32Array<ArrayBuffer>;

/**
 * How many unpaired entries a search bears: at first, and when it has settled a few times. Past that it settles for the way that
 * has come furthest and begins anew from its end: of lists that have little in common not all common entries are found, but the
 * work stays bounded.
 */
const REACH = 1500;
const SHORT_REACH = 100;
const PATIENCE = 4;

export function align(left: readonly string[], right: readonly string[]): Partners {
  // One order for both, so that who stands left changes nothing.
  if (comesAfter(left, right)) return turned(align(right, left), left.length);
  const numbers = new Map<string, number>();
  const numbered = (keys: readonly string[]) =>
    Int32Array.from(keys, (key) => {
      const known = numbers.get(key) ?? numbers.size;
      numbers.set(key, known);
      return known;
    });
  return pair(numbered(left), numbered(right));
}

/** Pairs by other keys what has no partner yet; what has keeps its own. */
export function alignRest(partners: Partners, left: readonly string[], right: readonly string[]): Partners {
  const all = partners.slice();
  let [from, other] = [0, 0];
  const fill = (to: number, otherTo: number) => {
    const between = align(left.slice(from, to), right.slice(other, otherTo));
    between.forEach((partner, index) => {
      if (partner >= 0) all[from + index] = other + partner;
    });
    [from, other] = [to + 1, otherTo + 1];
  };
  partners.forEach((partner, index) => {
    if (partner >= 0) fill(index, partner);
  });
  fill(left.length, right.length);
  return all;
}

function comesAfter(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return a.length > b.length;
  const at = a.findIndex((key, index) => key !== b[index]);
  return at >= 0 && a[at]! > b[at]!;
}

/** The same pairs, seen from the other side. */
function turned(partners: Partners, length: number): Partners {
  const back = new Int32Array(length).fill(-1);
  partners.forEach((partner, index) => {
    if (partner >= 0) back[partner] = index;
  });
  return back;
}

function pair(left: Int32Array, right: Int32Array): Partners {
  const partners = new Int32Array(left.length).fill(-1);
  let from = { x: 0, y: 0 };
  for (let settled = 0; from.x < left.length && from.y < right.length; settled++) {
    const found = search(left, right, from, settled < PATIENCE ? REACH : SHORT_REACH);
    walkBack(found, from, (x, y) => {
      partners[x] = y;
    });
    from = found.end;
  }
  return partners;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Found {
  /** How much of either list lay before it. */
  readonly width: number;
  readonly height: number;
  /** How far left the search had come on each diagonal (x - y), after each unpaired entry; diagonal 0 is in the middle. */
  readonly rounds: readonly Int32Array[];
  readonly end: Point;
}

/** No way leads to this diagonal. */
const NOWHERE = -1;

const reached = (round: Int32Array, diagonal: number) => round[diagonal + (round.length >> 1)] ?? NOWHERE;

/** Onto a diagonal by leaving an entry of the left unpaired. */
function byLeft(before: Int32Array, diagonal: number, width: number): number {
  const x = reached(before, diagonal - 1);
  return x === NOWHERE || x === width ? NOWHERE : x + 1;
}

/** Onto a diagonal by leaving an entry of the right unpaired. */
function byRight(before: Int32Array, diagonal: number, height: number): number {
  const x = reached(before, diagonal + 1);
  return x - diagonal > height ? NOWHERE : x;
}

/** From a point on: the ways with no entry unpaired, with one, with two, until one is through or the reach is spent. */
function search(left: Int32Array, right: Int32Array, from: Point, reach: number): Found {
  const width = left.length - from.x;
  const height = right.length - from.y;
  const rounds: Int32Array[] = [];
  /** Of ways that have come equally far, those that have used up both lists alike are better. */
  const slant = (x: number, y: number) => Math.abs(x * height - y * width);
  for (let unpaired = 0; ; unpaired++) {
    const round = new Int32Array(2 * unpaired + 1).fill(NOWHERE);
    const before = rounds[unpaired - 1];
    let end = { x: 0, y: 0 };
    for (let diagonal = -unpaired; diagonal <= unpaired; diagonal += 2) {
      let x = before ? Math.max(byLeft(before, diagonal, width), byRight(before, diagonal, height)) : 0;
      if (x === NOWHERE) continue;
      while (x < width && x - diagonal < height && left[from.x + x] === right[from.y + x - diagonal]) x++;
      round[diagonal + unpaired] = x;
      const y = x - diagonal;
      const further = x + y - end.x - end.y;
      if (further > 0 || (further === 0 && slant(x, y) < slant(end.x, end.y))) end = { x, y };
    }
    rounds.push(round);
    const through = end.x === width && end.y === height;
    if (through || unpaired === reach)
      return { width, height, rounds, end: { x: from.x + end.x, y: from.y + end.y } };
  }
}

/** Tells the pairs on the way that was found, the last first. */
function walkBack(
  { width, height, rounds, end }: Found,
  from: Point,
  onPair: (x: number, y: number) => void,
): void {
  let x = end.x - from.x;
  let diagonal = x - (end.y - from.y);
  for (let unpaired = rounds.length - 1; unpaired >= 0; unpaired--) {
    const before = rounds[unpaired - 1];
    const left = before ? byLeft(before, diagonal, width) : 0;
    const right = before ? byRight(before, diagonal, height) : 0;
    const start = Math.max(left, right);
    while (x > start) {
      x--;
      onPair(from.x + x, from.y + x - diagonal);
    }
    const overLeft = left >= right;
    if (overLeft) x--;
    diagonal += overLeft ? -1 : 1;
  }
}
