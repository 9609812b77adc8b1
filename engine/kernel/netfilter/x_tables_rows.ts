// The chains and rules of a table as rows, by the keys their counters have too.
import type { ChainRow, CounterRow, RuleRow } from '../../trace/rows.ts';
import { jumpOf } from './rule_list.ts';
import { listColumns, saveRule } from './rule_print.ts';
import type { Chain, XtTable } from './xt_table.ts';

export interface TableRows {
  readonly chain: Map<string, ChainRow>;
  readonly rule: Map<string, RuleRow>;
}

export function rowsOf(table: XtTable | undefined): TableRows {
  const rows: TableRows = { chain: new Map(), rule: new Map() };
  if (!table) return rows;
  const references = countReferences(table);
  for (const chain of table.chains.values()) addRows(rows, chain, references.get(chain.name) ?? 0);
  return rows;
}

function addRows(rows: TableRows, chain: Chain, references: number): void {
  const { table, name, policy, rules } = chain;
  rows.chain.set(chain.key(0), { table, chain: name, policy, references });
  let num = 0;
  for (const rule of rules) {
    num++;
    const row = { table, chain: name, num, spec: saveRule(rule), ...listColumns(rule) };
    rows.rule.set(chain.key(num), row);
  }
}

/** How many rules jump to each chain. */
export function countReferences({ chains }: XtTable): Map<string, number> {
  const references = new Map<string, number>();
  for (const { rules } of chains.values()) {
    for (const rule of rules.unread) {
      const to = jumpOf(rule);
      if (to !== null) references.set(to, (references.get(to) ?? 0) + 1);
    }
  }
  return references;
}

/** What a table has counted, by key. */
export function counterRows(table: XtTable | undefined): Map<string, CounterRow> {
  const rows = new Map<string, CounterRow>();
  for (const chain of table?.chains.values() ?? [])
    for (let num = 0; num <= chain.rules.length; num++) {
      const row = chain.counted(num);
      if (row) rows.set(chain.key(num), row);
    }
  return rows;
}
