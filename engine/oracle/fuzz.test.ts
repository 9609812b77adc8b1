// A few hundred packets by lot, each judged by the kernel; `npm run fuzz:kernel` sends as many as one likes.
import { describe, expect, it } from 'vitest';
import { available } from './available.ts';
import { generate } from './fuzz/generate.ts';
import { failures, failureText } from './fuzz/session.ts';

const SEED = 4;
const CASES = 250;
const PATIENCE_MS = 300_000;

const kernel = await available();
if (!kernel.ok) console.warn(`fuzzed networks: skipped: ${kernel.why}`);

describe('networks by lot', () => {
  it('are the same for the same seed, and others for others', () => {
    expect(generate(SEED, 5)).toEqual(generate(SEED, 5));
    expect(generate(SEED, 5)).not.toEqual(generate(SEED + 1, 5));
  });
});

describe.skipIf(!kernel.ok)(`packets by lot${kernel.ok ? '' : ` (skipped: ${kernel.why})`}`, () => {
  it(
    `${CASES} of them, seed ${SEED}: kernel and engine agree about each`,
    async () => {
      const found: string[] = [];
      for await (const failure of failures(SEED, CASES)) found.push(failureText(failure));
      expect(found).toEqual([]);
    },
    PATIENCE_MS,
  );
});
