// net/netfilter/x_tables.c: the tables of a namespace, their counters, and how they look from outside.

import type { Recorder } from '../../trace/recorder.ts';
import type { ChainRow, CounterRow, Rows, RuleRow, TableKind } from '../../trace/rows.ts';
import { RowTable } from '../row_table.ts';
import type { RecentList } from './matches/recent.ts';
import { emptyDraft, type TableDraft, type XtRefusal, ZERO } from './table_draft.ts';
import type { Rule, XtTable } from './types.ts';
import { translate_table } from './x_tables_check.ts';
import { TABLE_KINDS } from './x_tables_hooks.ts';
import { counterKey, rowsOf } from './x_tables_rows.ts';

export class XtTables {
  /** Does any rule need connections to be tracked (nf_ct_netns_get)? */
  tracks = false;
  private readonly tables = new Map<TableKind, XtTable>();
  private readonly counters: RowTable<'counter'>;
  private readonly rec: Recorder;
  private readonly ns: number;
  /** What extensions remember, by their parameters; a table that is replaced begins afresh. */
  private readonly privates = new Map<TableKind, WeakMap<object, object>>();
  private readonly recent = new Map<string, RecentList>();

  constructor(rec: Recorder, ns: number) {
    this.rec = rec;
    this.ns = ns;
    this.counters = new RowTable(rec, ns, 'counter');
  }

  get(kind: TableKind): XtTable | undefined {
    return this.tables.get(kind);
  }

  /** Tables that are there, the one loaded last first (/proc/net/ip_tables_names). */
  get names(): TableKind[] {
    return [...this.tables.keys()].reverse();
  }

  /** A table as it stands, to be edited; one that is not there yet is loaded. */
  draft(kind: TableKind): TableDraft {
    const table = this.tables.get(kind);
    if (!table) {
      this.install(emptyDraft(kind));
      return emptyDraft(kind);
    }
    const counter = (chain: string, num: number) => this.counters.get(counterKey(kind, chain, num)) ?? ZERO;
    const chains: TableDraft['chains'] = new Map();
    for (const { name, policy, rules } of table.chains.values()) {
      const entries = rules.map((rule, index) => ({ rule, counter: counter(name, index + 1) }));
      chains.set(name, { policy, counter: counter(name, 0), entries });
    }
    return { kind, chains };
  }

  /** xt_replace_table: puts a whole table in place, if the kernel takes it. Rows that differ are written as changes. */
  install(draft: TableDraft): XtRefusal | null {
    const refusal = translate_table(draft);
    if (refusal) return refusal;
    const { kind } = draft;
    const before = this.tables.get(kind);
    const table = tableOf(draft);
    this.tables.set(kind, table);
    this.privates.set(kind, new WeakMap());
    this.tracks = [...this.tables.values()].some(tableTracks);
    if (this.rec.recording) this.recordChanges(before, table);
    this.writeCounters(draft);
    return null;
  }

  private recordChanges(before: XtTable | undefined, after: XtTable): void {
    const [old, now] = [rowsOf(before), rowsOf(after)];
    this.recordRows('chain', old.chain, now.chain);
    this.recordRows('rule', old.rule, now.rule);
  }

  private recordRows<T extends 'chain' | 'rule'>(
    name: T,
    before: ReadonlyMap<string, Rows[T]>,
    after: ReadonlyMap<string, Rows[T]>,
  ): void {
    for (const [key, row] of before) if (!after.has(key)) this.rec.change(this.ns, name, key, row, null);
    for (const [key, row] of after) {
      const old = before.get(key) ?? null;
      if (!old || JSON.stringify(old) !== JSON.stringify(row)) this.rec.change(this.ns, name, key, old, row);
    }
  }

  private writeCounters({ kind, chains }: TableDraft): void {
    const wanted = new Map<string, CounterRow>();
    for (const [name, { policy, counter, entries }] of chains) {
      if (policy !== null) wanted.set(counterKey(kind, name, 0), counter);
      for (const [index, entry] of entries.entries())
        wanted.set(counterKey(kind, name, index + 1), entry.counter);
    }
    for (const key of [...this.counters.snapshot().keys()])
      if (key.startsWith(`${kind}:`) && !wanted.has(key)) this.counters.delete(key);
    for (const [key, row] of wanted) {
      const old = this.counters.get(key);
      if (old?.packets !== row.packets || old.bytes !== row.bytes) this.counters.set(key, row);
    }
  }

  /** What a match keeps of its own while packets pass (xt_statistic_priv, xt_limit_priv). */
  privateOf<T extends object>(kind: TableKind, params: object, init: () => T): T {
    const states = this.privates.get(kind)!;
    const state = (states.get(params) as T | undefined) ?? init();
    states.set(params, state);
    return state;
  }

  /** How many matches and targets name each set (ip_set_nfnl_get_byindex). */
  setReferences(): Map<string, number> {
    const references = new Map<string, number>();
    for (const { chains } of this.tables.values())
      for (const { rules } of chains.values())
        for (const name of rules.flatMap(setsOf)) references.set(name, (references.get(name) ?? 0) + 1);
    return references;
  }

  /** xt_recent's list of that name. */
  recentList(name: string): RecentList {
    const list = this.recent.get(name) ?? new Map();
    this.recent.set(name, list);
    return list;
  }

  /** ADD_COUNTER: a rule (or, with num 0, a policy) has matched a packet of so many octets. */
  count(table: TableKind, chain: string, num: number, bytes: number): void {
    const key = counterKey(table, chain, num);
    const row = this.counters.get(key) ?? ZERO;
    this.counters.set(key, { packets: row.packets + 1, bytes: row.bytes + bytes });
  }

  snapshot(): { chain: Map<string, ChainRow>; rule: Map<string, RuleRow>; counter: Map<string, CounterRow> } {
    const rows = TABLE_KINDS.map((kind) => rowsOf(this.tables.get(kind)));
    return {
      chain: new Map(rows.flatMap(({ chain }) => [...chain])),
      rule: new Map(rows.flatMap(({ rule }) => [...rule])),
      counter: this.counters.snapshot(),
    };
  }
}

function tableOf({ kind, chains }: TableDraft): XtTable {
  const made = [...chains].map(([name, { policy, entries }]) => {
    const rules = entries.map(({ rule }) => rule);
    return [name, { name, policy, rules }] as const;
  });
  return { kind, chains: new Map(made) };
}

const tableTracks = ({ chains }: XtTable) =>
  [...chains.values()].some(({ rules }) => rules.some(tracksConnections));

function setsOf({ matches, target }: Rule): readonly string[] {
  const named = matches.flatMap((match) => (match.kind === 'match' ? match.sets : []));
  return target.kind === 'extension' ? [...named, ...target.sets] : named;
}

function tracksConnections({ matches, target }: Rule): boolean {
  const matchTracks = matches.some((match) => match.kind === 'match' && match.tracks);
  return matchTracks || (target.kind === 'extension' && target.tracks);
}
