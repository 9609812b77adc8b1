// `iptables -t TABLE -nvL`, with the rules tried at this step, what each failed on, and the one that matched.
import { memo, useMemo } from 'react';
import { printIptables } from '../../engine/shell/print/index.ts';
import type { TableKind } from '../../engine/trace/rows.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { pickTable, useSelection } from '../state/selection.ts';
import { useOpened } from '../state/session.ts';
import { Choice } from '../ui/Choice.tsx';
import { NO_NOTES, type PrintedRows } from './lines.ts';
import { iptablesTableAt, NO_RULE_MARKS, type RuleMarks, ruleMarks } from './marks.ts';
import { Terminal } from './Terminal.tsx';
import { useStops } from './useStops.ts';
import { usePointed, useTable } from './useTable.ts';

const TABLES: readonly { readonly value: TableKind; readonly name: TableKind }[] = [
  { value: 'raw', name: 'raw' },
  { value: 'mangle', name: 'mangle' },
  { value: 'nat', name: 'nat' },
  { value: 'filter', name: 'filter' },
  { value: 'security', name: 'security' },
];

/** Where a new rule stands if nobody says otherwise. */
const START: Readonly<Record<TableKind, string>> = {
  raw: 'PREROUTING',
  mangle: 'FORWARD',
  nat: 'POSTROUTING',
  filter: 'FORWARD',
  security: 'FORWARD',
};

/** The tick where a step tells of rules tried in this namespace; null elsewhere, so that nothing is drawn for it. */
function useRuleMarks(ns: number): RuleMarks {
  const { marks } = useWords('panes');
  const { trace } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  const tick = usePlayback((playback) =>
    ruleMarks(marks, trace, playback.zoom, playback.tick, ns) === NO_RULE_MARKS ? null : playback.tick,
  );
  return useMemo(
    () => (tick === null ? NO_RULE_MARKS : ruleMarks(marks, trace, zoom, tick, ns)),
    [marks, trace, zoom, tick, ns],
  );
}

export const Iptables = memo(function Iptables({ ns }: { readonly ns: number }) {
  const words = useWords('panes');
  const { trace } = useOpened();
  const chosen = useSelection((selection) => selection.iptables);
  const own = usePlayback(({ tick }) => iptablesTableAt(trace, tick, ns));
  const table = chosen ?? own;
  const chains = useTable(ns, 'chain').rows;
  const rules = useTable(ns, 'rule').rows;
  const counters = useTable(ns, 'counter').rows;
  const marks = useRuleMarks(ns);
  const pointed = usePointed(ns, 'chain', 'rule', 'counter');
  const stops = useStops(ns);
  const lines = useMemo(
    () => printIptables({ chain: chains, rule: rules, counter: counters }, table),
    [chains, rules, counters, table],
  );
  const printed = useMemo<PrintedRows>(
    () => ({
      command: `iptables -t ${table} -nvL`,
      lines,
      notes: { ...NO_NOTES, ...marks, pointed, about: pointed ?? marks.current },
      rules: true,
      stops,
      table: 'rule',
    }),
    [lines, table, marks, pointed, stops],
  );
  return (
    <Terminal
      ns={ns}
      printed={printed}
      adds={{ table: 'chain', beside: `${table}:${START[table]}:0` }}
      tools={<Choice label={words.table} options={TABLES} value={table} onChange={pickTable} />}
      empty={words.notLoaded(table)}
    />
  );
});
