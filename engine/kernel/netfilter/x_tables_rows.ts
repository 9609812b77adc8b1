// The chains and rules of a table as rows, by the keys their counters have too.
import type { ChainRow, RuleRow, TableKind } from '../../trace/rows.ts';
import { listColumns, saveRule } from './rule_print.ts';
import type { XtTable } from './types.ts';

/** Key of a rule and of its counters; num 0 is the chain itself (a built-in chain's policy). */
export function counterKey(table: TableKind, chain: string, num: number): string {
  return `${table}:${chain}:${num}`;
}

export interface TableRows {
  readonly chain: Map<string, ChainRow>;
  readonly rule: Map<string, RuleRow>;
}

export function rowsOf(table: XtTable | undefined): TableRows {
  const chain = new Map<string, ChainRow>();
  const rule = new Map<string, RuleRow>();
  if (!table) return { chain, rule };
  const { kind, chains } = table;
  const references = countReferences(table);
  for (const { name, policy, rules } of chains.values()) {
    chain.set(counterKey(kind, name, 0), {
      table: kind,
      chain: name,
      policy,
      references: references.get(name) ?? 0,
    });
    for (const [index, each] of rules.entries()) {
      const num = index + 1;
      const row = { table: kind, chain: name, num, spec: saveRule(each), ...listColumns(each) };
      rule.set(counterKey(kind, name, num), row);
    }
  }
  return { chain, rule };
}

function countReferences(table: XtTable): Map<string, number> {
  const references = new Map<string, number>();
  for (const chain of table.chains.values()) {
    for (const { target } of chain.rules) {
      if (target.kind === 'jump') references.set(target.chain, (references.get(target.chain) ?? 0) + 1);
    }
  }
  return references;
}
