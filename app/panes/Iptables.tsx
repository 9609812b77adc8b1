// `iptables -t TABLE -nvL`, with the rules tried at this step, what each failed on, and the one that matched.
import { memo, useMemo } from 'react';
import { printIptables } from '../../engine/shell/print/index.ts';
import type { TableKind } from '../../engine/trace/rows.ts';
import { usePlayback } from '../state/playback.ts';
import { pickTable, useSelection } from '../state/selection.ts';
import { useOpened } from '../state/session.ts';
import { Choice } from '../ui/Choice.tsx';
import { annotate } from './lines.ts';
import { iptablesTableAt, ruleMarks } from './marks.ts';
import { Terminal } from './Terminal.tsx';
import { usePointed, useTable } from './useTable.ts';

const TABLES: readonly { readonly value: TableKind; readonly name: TableKind }[] = [
  { value: 'raw', name: 'raw' },
  { value: 'mangle', name: 'mangle' },
  { value: 'nat', name: 'nat' },
  { value: 'filter', name: 'filter' },
];

function useRuleMarks(ns: number, rules: Parameters<typeof ruleMarks>[4]) {
  const { trace } = useOpened();
  const tick = usePlayback((playback) => playback.tick);
  const zoom = usePlayback((playback) => playback.zoom);
  return useMemo(() => ruleMarks(trace, zoom, tick, ns, rules), [trace, zoom, tick, ns, rules]);
}

export const Iptables = memo(function Iptables({ ns }: { readonly ns: number }) {
  const { trace } = useOpened();
  const chosen = useSelection((selection) => selection.iptables);
  const own = usePlayback(({ tick }) => iptablesTableAt(trace, tick, ns));
  const table = chosen ?? own;
  const chains = useTable(ns, 'chain').rows;
  const rules = useTable(ns, 'rule').rows;
  const counters = useTable(ns, 'counter');
  const { marks, current } = useRuleMarks(ns, rules);
  const pointed = usePointed(ns, 'chain', 'rule', 'counter');
  const printed = useMemo(() => {
    const lines = printIptables({ chain: chains, rule: rules, counter: counters.rows }, table);
    return {
      command: `iptables -t ${table} -nvL`,
      // A counter that counts is what matching looks like: that is no news beside the mark.
      lines: annotate(lines, { marks, changed: new Map(), current, pointed }),
    };
  }, [chains, rules, counters, table, marks, current, pointed]);
  return (
    <Terminal
      ns={ns}
      printed={printed}
      tools={<Choice label="Table" options={TABLES} value={table} onChange={pickTable} />}
      empty={`The table ${table} is not loaded here.`}
    />
  );
});
