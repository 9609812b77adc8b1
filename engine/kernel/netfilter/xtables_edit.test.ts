// Tables are edited row by row: every change is recorded, and undoing or doing them again gives the tables of that moment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../trace/rows.ts';
import { bareNet } from '../net.fixture.ts';
import { type XtEdit, xtables_edit } from './xtables_edit.ts';

const RULES = [
  '-s 10.0.0.0/8 -j ACCEPT',
  '-p udp -m udp --dport 53 -j DROP',
  '-j LOG',
  '-m u32 --u32 "0=1" -j MINE',
];
const CHAINS = ['INPUT', 'FORWARD', 'MINE', 'YOURS'];

const chain = fc.constantFrom(...CHAINS);
const rules = fc.array(fc.constantFrom(...RULES), { minLength: 1, maxLength: 3 });
const num = fc.integer({ min: 1, max: 5 });
const counters = fc.option(fc.record({ packets: fc.nat(9), bytes: fc.nat(99) }));
const table = fc.constant('filter' as const);

const edit: fc.Arbitrary<XtEdit> = fc.oneof(
  fc.record({ do: fc.constant('xtables.append' as const), table, chain, rules, counters }),
  fc.record({ do: fc.constant('xtables.insert' as const), table, chain, num, rules, counters }),
  fc.record({ do: fc.constant('xtables.delete' as const), table, chain, rules }),
  fc.record({ do: fc.constant('xtables.deleteNum' as const), table, chain, num }),
  fc.record({ do: fc.constant('xtables.newChain' as const), table, chain }),
  fc.record({ do: fc.constant('xtables.deleteChain' as const), table, chain }),
  fc.record({ do: fc.constant('xtables.renameChain' as const), table, chain, newname: chain }),
  fc.record({ do: fc.constant('xtables.flush' as const), table, chain }),
  fc.record({ do: fc.constant('xtables.zero' as const), table, chain, num: fc.nat(3) }),
  fc.record({
    do: fc.constant('xtables.policy' as const),
    table,
    chain,
    policy: fc.constant('DROP'),
    counters,
  }),
);

/** What a trace that begins now would carry of some edits. */
function recorded(edits: readonly XtEdit[]) {
  const { net, rec } = bareNet();
  xtables_edit(net, { do: 'xtables.newChain', table: 'filter', chain: 'MINE' });
  xtables_edit(net, { do: 'xtables.append', table: 'filter', chain: 'INPUT', rules: RULES, counters: null });
  const before = net.xtables.snapshot();
  rec.start();
  for (const each of edits) xtables_edit(net, each);
  rec.leaf('stage', { ns: 0, dev: -1, skb: -1, frame: null }, 'test', { kind: 'consume' });
  const { changes } = rec.trace({ answered: true, output: '', failure: null }).events[0]!;
  return { before, after: net.xtables.snapshot(), changes };
}

type Snapshot = ReturnType<typeof recorded>['before'];

function applied(base: Snapshot, changes: readonly Change[], side: 'before' | 'after') {
  const tables: Record<string, Map<string, unknown>> = {
    chain: new Map(base.chain),
    rule: new Map(base.rule),
    counter: new Map(base.counter),
  };
  for (const change of changes) {
    const rows = tables[change.table]!;
    if (change[side] === null) rows.delete(change.key);
    else rows.set(change.key, change[side]);
  }
  return tables;
}

const sorted = (tables: Record<string, ReadonlyMap<string, unknown>>) =>
  Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, Object.fromEntries(rows)]));

describe('edits of a table', () => {
  it('are recorded whole: the rows before with the changes are the rows after, and back', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const { before, after, changes } = recorded(edits);
        expect(sorted(applied(before, changes, 'after'))).toEqual(sorted({ ...after }));
        expect(sorted(applied(after, changes.toReversed(), 'before'))).toEqual(sorted({ ...before }));
      }),
    );
  });

  it('take a rule with its counters to its new number', () => {
    const { after } = recorded([
      {
        do: 'xtables.append',
        table: 'filter',
        chain: 'FORWARD',
        rules: ['-j LOG'],
        counters: { packets: 3, bytes: 9 },
      },
      {
        do: 'xtables.insert',
        table: 'filter',
        chain: 'FORWARD',
        num: 1,
        rules: RULES.slice(0, 2),
        counters: null,
      },
    ]);
    expect(after.rule.get('filter:FORWARD:3')?.spec).toBe('-j LOG');
    expect(after.counter.get('filter:FORWARD:3')).toEqual({ packets: 3, bytes: 9 });
    expect(after.counter.get('filter:FORWARD:1')).toEqual({ packets: 0, bytes: 0 });
  });

  it('change nothing when they are refused', () => {
    const { before, after, changes } = recorded([
      { do: 'xtables.append', table: 'filter', chain: 'MINE', rules: ['-j MINE'], counters: null },
      { do: 'xtables.append', table: 'filter', chain: 'INPUT', rules: ['-j MASQUERADE'], counters: null },
    ]);
    expect(changes).toEqual([]);
    expect(after).toEqual(before);
  });

  it('make the namespace track connections while a rule asks for it', () => {
    const { net } = bareNet();
    const rule = { table: 'filter', chain: 'INPUT', rules: ['-m conntrack --ctstate NEW'] } as const;
    xtables_edit(net, { do: 'xtables.load', table: 'nat' });
    expect(net.xtables.tracks).toBe(false);
    xtables_edit(net, { do: 'xtables.append', ...rule, counters: null });
    expect(net.xtables.tracks).toBe(true);
    xtables_edit(net, { do: 'xtables.delete', ...rule });
    expect(net.xtables.tracks).toBe(false);
  });
});
