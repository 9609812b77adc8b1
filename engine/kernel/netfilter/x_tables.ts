// net/netfilter/x_tables.c: the tables of a namespace, their counters, and how they look from outside.

import type { HookName } from '../../trace/events.ts';
import type { Recorder } from '../../trace/recorder.ts';
import type { ChainRow, CounterRow, RuleRow, TableKind } from '../../trace/rows.ts';
import { RowTable } from '../row_table.ts';
import { listColumns, saveRule } from './rule_print.ts';
import type { Chain, XtTable } from './types.ts';

/** Tables in the order the kernel's hooks run them, and the built-in chains each has. */
export const BUILTIN_CHAINS: Readonly<Record<TableKind, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

const TABLE_KINDS = Object.keys(BUILTIN_CHAINS) as TableKind[];

/** Key of a rule and of its counters; num 0 is the chain itself (a built-in chain's policy). */
function counterKey(table: TableKind, chain: string, num: number): string {
  return `${table}:${chain}:${num}`;
}

const ZERO: CounterRow = { packets: 0, bytes: 0 };

export class XtTables {
  private readonly tables = new Map<TableKind, XtTable>();
  private readonly counters: RowTable<'counter'>;

  constructor(rec: Recorder, ns: number) {
    this.counters = new RowTable(rec, ns, 'counter');
  }

  get(kind: TableKind): XtTable | undefined {
    return this.tables.get(kind);
  }

  /** Puts a whole table in place, as iptables-restore does. */
  replace(table: XtTable): void {
    this.tables.set(table.kind, table);
    for (const chain of table.chains.values()) {
      for (let num = chain.policy === null ? 1 : 0; num <= chain.rules.length; num++) {
        this.counters.set(counterKey(table.kind, chain.name, num), ZERO);
      }
    }
  }

  /** Does any rule need connections to be tracked (nf_ct_netns_get)? */
  get tracks(): boolean {
    for (const table of this.tables.values()) {
      for (const chain of table.chains.values()) {
        if (chain.rules.some(tracksConnections)) return true;
      }
    }
    return false;
  }

  /** How many matches and targets name each set (ip_set_nfnl_get_byindex). */
  setReferences(): Map<string, number> {
    const references = new Map<string, number>();
    for (const { chains } of this.tables.values())
      for (const { rules } of chains.values())
        for (const name of rules.flatMap(setsOf)) references.set(name, (references.get(name) ?? 0) + 1);
    return references;
  }

  /** ADD_COUNTER: a rule (or, with num 0, a policy) has matched a packet of so many octets. */
  count(table: TableKind, chain: string, num: number, bytes: number): void {
    const key = counterKey(table, chain, num);
    const row = this.counters.get(key) ?? ZERO;
    this.counters.set(key, { packets: row.packets + 1, bytes: row.bytes + bytes });
  }

  snapshot(): { chain: Map<string, ChainRow>; rule: Map<string, RuleRow>; counter: Map<string, CounterRow> } {
    const chain = new Map<string, ChainRow>();
    const rule = new Map<string, RuleRow>();
    for (const kind of TABLE_KINDS) {
      const table = this.tables.get(kind);
      if (!table) continue;
      const references = countReferences(table);
      for (const { name, policy, rules } of table.chains.values()) {
        const row = { table: kind, chain: name, policy, references: references.get(name) ?? 0 };
        chain.set(counterKey(kind, name, 0), row);
        rules.forEach((each, index) => {
          const num = index + 1;
          const spec = saveRule(each);
          rule.set(counterKey(kind, name, num), {
            table: kind,
            chain: name,
            num,
            spec,
            ...listColumns(each),
          });
        });
      }
    }
    return { chain, rule, counter: this.counters.snapshot() };
  }
}

function tracksConnections({ matches, target }: Chain['rules'][number]): boolean {
  return matches.some((match) => match.tracks) || (target.kind === 'extension' && target.tracks);
}

function setsOf({ matches, target }: Chain['rules'][number]): readonly string[] {
  const named = matches.flatMap(({ sets }) => sets);
  return target.kind === 'extension' ? [...named, ...target.sets] : named;
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
