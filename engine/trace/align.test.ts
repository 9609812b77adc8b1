// Lists laid side by side: laws on lists by lot, and the best there is held against a slow and certain way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, alignRest } from './align.ts';

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });

type Pair = readonly [left: number, right: number];

const pairsOf = (left: readonly string[], right: readonly string[]): Pair[] =>
  [...align(left, right)].flatMap((partner, index): Pair[] => (partner < 0 ? [] : [[index, partner]]));

/** Length of a longest common subsequence, by the textbook's table. */
function commonOf(left: readonly string[], right: readonly string[]): number {
  let above = new Array<number>(right.length + 1).fill(0);
  for (const key of left) {
    const row = [0];
    right.forEach((other, at) => {
      row.push(key === other ? above[at]! + 1 : Math.max(above[at + 1]!, row[at]!));
    });
    above = row;
  }
  return above[right.length]!;
}

/** Numbers that look random and are the same in each run. */
const scattered = (length: number, salt: number) =>
  Array.from({ length }, (_each, index) => String(Math.imul(index + salt, 2654435761) >>> 8));

describe('lists laid side by side', () => {
  it('pairs a list with itself entry by entry', () => {
    fc.assert(
      fc.property(list, (keys) => {
        expect([...align(keys, keys)]).toEqual(keys.map((_key, index) => index));
      }),
    );
  });

  it('finds the same pairs from either side', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        expect(pairsOf(right, left)).toEqual(pairsOf(left, right).map(([mine, theirs]) => [theirs, mine]));
      }),
    );
  });

  it('pairs only what is equal, and never crosswise', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const pairs = pairsOf(left, right);
        for (const [mine, theirs] of pairs) expect(left[mine]).toBe(right[theirs]);
        const partners = pairs.map(([, theirs]) => theirs);
        expect(partners).toEqual([...new Set(partners)].sort((a, b) => a - b));
      }),
    );
  });

  it('pairs as many as can be', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        expect(pairsOf(left, right)).toHaveLength(commonOf(left, right));
      }),
    );
  });

  it('finds what long lists share on both sides of a thousand entries that have no partner', () => {
    const shared = scattered(5000, 1);
    const left = [...shared.slice(0, 2500), ...scattered(1000, 1_000_000), ...shared.slice(2500)];
    const right = [...shared.slice(0, 2500), ...scattered(200, 2_000_000), ...shared.slice(2500)];
    expect(pairsOf(left, right)).toHaveLength(5000);
  });

  it('goes on behind a part that is nothing like the other’s', () => {
    const shared = scattered(20_000, 1);
    const left = [...scattered(2000, 1_000_000), ...shared];
    const right = [...scattered(2000, 2_000_000), ...shared];
    expect(pairsOf(left, right)).toHaveLength(20_000);
  });

  it('keeps its work bounded: two hundred thousand entries with nothing in common', () => {
    expect(pairsOf(scattered(200_000, 1), scattered(200_000, 7_000_000))).toEqual([]);
  });
});

describe('what has no partner, laid side by side by other keys', () => {
  const part = (key: string) => (key < 'c' ? 'early' : 'late');

  it('lies between the pairs that were there before, and those stay', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const first = align(left, right);
        const all = alignRest(first, left.map(part), right.map(part));
        expect(first.every((partner, index) => partner < 0 || all[index] === partner)).toBe(true);
        const partners = [...all].filter((partner) => partner >= 0);
        expect(partners).toEqual([...new Set(partners)].sort((a, b) => a - b));
        for (const [index, partner] of all.entries())
          if (partner >= 0) expect(part(left[index]!)).toBe(part(right[partner]!));
      }),
    );
  });

  it('finds a partner by its part where none has its name', () => {
    const [left, right] = [
      ['start', 'pod-a', 'end'],
      ['start', 'pod-b', 'end'],
    ] as const;
    const parts = (names: readonly string[]) => names.map((name) => name.replace(/-.*/, ''));
    expect([...align(left, right)]).toEqual([0, -1, 2]);
    expect([...alignRest(align(left, right), parts(left), parts(right))]).toEqual([0, 1, 2]);
  });
});
