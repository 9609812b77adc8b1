// A table at any position, of however long a recording, is what all changes until then have made of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trace, TraceEvent } from './events.ts';
import type { Change, CounterRow } from './rows.ts';
import { historyOf, rowsAt, versionAt } from './state.ts';

const NS = 0;

type Edit = Change & { readonly table: 'counter' };

/** Few keys, so that rows come, change, go and come again. */
const edit: fc.Arbitrary<Edit> = fc
  .record({
    key: fc.integer({ min: 0, max: 400 }).map(String),
    after: fc.option(fc.record({ packets: fc.nat(9), bytes: fc.nat(9) }), { nil: null }),
  })
  .map(({ key, after }) => ({ ns: NS, table: 'counter', key, before: null, after }));

const traceOf = (changes: readonly Change[]): Trace => ({
  events: changes.map((change) => ({ changes: [change] }) as unknown as TraceEvent),
  ticks: Int32Array.from({ length: changes.length + 1 }, (_, index) => index),
  outcome: { answered: true, output: '', failure: null },
});

describe('rowsAt', () => {
  it('[ST1] gives the rows, and their order, that the changes until then have made, wherever one jumps', () => {
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 600, maxLength: 3000, size: 'max' }),
        fc.array(fc.nat(2999), { minLength: 1, maxLength: 12 }),
        fc.nat(300),
        (edits, jumps, rows) => {
          const base = new Map<string, CounterRow>(
            Array.from({ length: rows }, (_, index) => [`${index}`, { packets: index, bytes: 0 }]),
          );
          const history = historyOf(traceOf(edits));
          for (const jump of jumps) {
            const tick = jump % edits.length;
            const plain = new Map(base);
            for (const { key, after } of edits.slice(0, tick + 1))
              if (after) plain.set(key, after);
              else plain.delete(key);
            const version = versionAt(history, NS, 'counter', tick);
            expect([...rowsAt(base, history, NS, 'counter', version)]).toEqual([...plain]);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
