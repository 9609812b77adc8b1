// The table of connections answers as a map by the tuple's own fields would, whatever collides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tuple } from '../../trace/rows.ts';
import { BY_SOURCE, BY_TUPLE } from './tuple.ts';
import { type TupleOrder, TupleTable } from './tuple_table.ts';

const few = fc.integer({ min: 0, max: 2 });
const tuple: fc.Arbitrary<Tuple> = fc.oneof(
  fc.record({
    src: few,
    dst: few,
    protocol: fc.constantFrom(6, 17),
    sport: few,
    dport: few,
    icmp: fc.constant(null),
  }),
  fc.record({
    src: few,
    dst: few,
    protocol: fc.constant(1),
    sport: fc.constant(0),
    dport: fc.constant(0),
    icmp: fc.record({ type: fc.constantFrom(0, 8), code: few, id: few }),
  }),
);
const edit = fc.record({ tuple, put: fc.option(fc.integer(), { nil: null }) });

/** Everything in one bucket. */
const colliding: TupleOrder = { ...BY_TUPLE, hash: () => 7 };

const wholeKey = (of: Tuple) => JSON.stringify(of);
const sourceKey = ({ src, protocol, sport, icmp }: Tuple) => JSON.stringify([src, protocol, sport, icmp?.id]);

describe('TupleTable', () => {
  it.each([
    ['BY_TUPLE', BY_TUPLE, wholeKey],
    ['BY_SOURCE', BY_SOURCE, sourceKey],
    ['one bucket', colliding, wholeKey],
  ] as const)('[CT1] is a map: %s', (_, order, keyOf) => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const table = new TupleTable<number>(order);
        const plain = new Map<string, number>();
        for (const { tuple, put } of edits) {
          if (put === null) {
            table.delete(tuple);
            plain.delete(keyOf(tuple));
          } else {
            table.set(tuple, put);
            plain.set(keyOf(tuple), put);
          }
          for (const { tuple } of edits) expect(table.get(tuple)).toBe(plain.get(keyOf(tuple)));
        }
      }),
    );
  });
});
