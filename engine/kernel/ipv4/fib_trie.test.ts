// The FIB's answer is that of the definition: of all rows that contain the address, the longest prefix, then the lowest metric.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../trace/recorder.ts';
import type { RouteRow } from '../../trace/rows.ts';
import { inPrefix, prefixMask } from '../../wire/address.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { RowTable } from '../row_table.ts';
import { FibTable, routeKey } from './fib_trie.ts';

function route(dst: number, length: number, metric: number, dev = 'eth0'): RouteRow {
  const base = {
    table: 254,
    type: 'unicast',
    gateway: null,
    protocol: 'boot',
    scope: 'link',
    prefsrc: null,
    onlink: false,
    linkdown: false,
  } as const;
  return { ...base, dst: (dst & prefixMask(length)) >>> 0, length, metric, dev };
}

function tableOf(rows: readonly RouteRow[]): FibTable {
  const fib = new FibTable(new RowTable(new Recorder(), 0, 'route'));
  for (const row of rows) if (!fib.of(row).some(({ metric }) => metric === row.metric)) fib.insert(row);
  return fib;
}

const address = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  // Crowded together, so that prefixes nest.
  fc.integer({ min: 0x0a000000, max: 0x0a0000ff }),
);
const rows = fc.array(
  fc
    .tuple(address, fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 3 }))
    .map((parts) => route(...parts)),
  { maxLength: 60 },
);

describe('FibTable', () => {
  it('[FIB1] finds what a linear scan finds', () => {
    fc.assert(
      fc.property(rows, address, (list, wanted) => {
        const fib = tableOf(list);
        const best = [...fib.rows.values()]
          .filter((row) => inPrefix(wanted, row.dst, row.length))
          .sort((a, b) => b.length - a.length || a.metric - b.metric)[0];
        const found = fib.lookup(254, wanted, () => null);
        expect(found.row).toEqual(best ?? null);
      }),
    );
  });

  it('[FIB2] names every row that contains the address as a candidate, and why it lost', () => {
    fc.assert(
      fc.property(rows, address, (list, wanted) => {
        const fib = tableOf(list);
        const containing = [...fib.rows.values()]
          .filter((row) => inPrefix(wanted, row.dst, row.length))
          .map(routeKey);
        const { candidates } = fib.lookup(254, wanted, () => null).lookup;
        expect(candidates.map(({ key }) => key).sort()).toEqual(containing.sort());
        expect(candidates.filter(({ lost }) => lost === null)).toHaveLength(containing.length > 0 ? 1 : 0);
      }),
    );
  });

  it('[FIB4] forgets what is removed, and answers as if it had never been there', () => {
    fc.assert(
      fc.property(rows, fc.nat(60), address, (list, nth, wanted) => {
        const fib = tableOf(list);
        const kept = [...fib.rows.values()];
        const [gone] = kept.splice(nth % (kept.length + 1), 1);
        if (gone) fib.remove(gone);
        expect(fib.lookup(254, wanted, () => null).row).toEqual(
          tableOf(kept).lookup(254, wanted, () => null).row,
        );
      }),
    );
  });

  it('[FIB5] keeps the rows of a prefix in the order of its entries, wherever a new one is put', () => {
    const fib = new FibTable(new RowTable(new Recorder(), 0, 'route'));
    const devices = () => [...fib.rows.values()].map(({ dev }) => dev);
    fib.insert(route(0x0a000000, 8, 0, 'a'));
    fib.insert(route(0x0a000000, 8, 0, 'b'), 'last');
    fib.insert(route(0x0a000000, 8, 0, 'c'), 'first');
    expect(devices()).toEqual(['c', 'a', 'b']);
    fib.replace(fib.of(route(0x0a000000, 8, 0))[0]!, route(0x0a000000, 8, 0, 'd'));
    expect(devices()).toEqual(['d', 'a', 'b']);
  });

  it('[FIB3] passes over rows that cannot be used, and says so', () => {
    const fib = tableOf([route(0x0a000000, 24, 0, 'down0'), route(0x0a000000, 8, 0)]);
    const result = fib.lookup(254, parseIpv4('10.0.0.1')!, (row) =>
      row.dev === 'down0' ? 'device-down' : null,
    );
    expect(result.row?.dev).toBe('eth0');
    expect(result.lookup.candidates.map(({ lost }) => lost)).toEqual(['device-down', null]);
  });
});
