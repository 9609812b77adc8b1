// net/netfilter/x_tables.c: the tables of a namespace, their counters, and how they look from outside.

import type { Recorder } from '../../trace/recorder.ts';
import type { ChainRow, CounterRow, Rows, RuleRow, TableKind } from '../../trace/rows.ts';
import type { RecentList } from './matches/recent.ts';
import { emptyDraft, type TableDraft, type XtRefusal, ZERO } from './table_draft.ts';
import type { Chain, Rule, XtTable } from './types.ts';
import { translate_table } from './x_tables_check.ts';
import { TABLE_KINDS } from './x_tables_hooks.ts';
import { counterKey, rowsOf } from './x_tables_rows.ts';

export class XtTables {
  /** Does any rule need connections to be tracked (nf_ct_netns_get)? */
  tracks = false;
  private readonly tables = new Map<TableKind, XtTable>();
  private readonly rec: Recorder;
  private readonly ns: number;
  /** What extensions remember, by their parameters; a table that is replaced begins afresh. */
  private readonly privates = new Map<TableKind, WeakMap<object, object>>();
  private readonly recent = new Map<string, RecentList>();

  constructor(rec: Recorder, ns: number) {
    this.rec = rec;
    this.ns = ns;
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
    const chains: TableDraft['chains'] = new Map();
    for (const { name, policy, rules, counters } of table.chains.values()) {
      const counter = (num: number) => counters[num]?.row ?? ZERO;
      const entries = rules.map((rule, index) => ({ rule, counter: counter(index + 1) }));
      chains.set(name, { policy, counter: counter(0), entries });
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
    return null;
  }

  private recordChanges(before: XtTable | undefined, after: XtTable): void {
    const [old, now] = [rowsOf(before), rowsOf(after)];
    this.recordRows('chain', old.chain, now.chain);
    this.recordRows('rule', old.rule, now.rule);
    this.recordCounters(before, after);
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

  private recordCounters(before: XtTable | undefined, after: XtTable): void {
    const [old, now] = [counterRows(before), counterRows(after)];
    for (const [key, row] of old) if (!now.has(key)) this.rec.change(this.ns, 'counter', key, row, null);
    for (const [key, row] of now) {
      const was = old.get(key) ?? null;
      if (was?.packets !== row.packets || was.bytes !== row.bytes)
        this.rec.change(this.ns, 'counter', key, was, row);
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
  count({ counters }: Chain, num: number, bytes: number): void {
    const counter = counters[num]!;
    const before = counter.row ?? ZERO;
    const after = { packets: before.packets + 1, bytes: before.bytes + bytes };
    this.rec.change(this.ns, 'counter', counter.key, counter.row, after);
    counter.row = after;
  }

  snapshot(): { chain: Map<string, ChainRow>; rule: Map<string, RuleRow>; counter: Map<string, CounterRow> } {
    const rows = TABLE_KINDS.map((kind) => rowsOf(this.tables.get(kind)));
    return {
      chain: new Map(rows.flatMap(({ chain }) => [...chain])),
      rule: new Map(rows.flatMap(({ rule }) => [...rule])),
      counter: new Map(TABLE_KINDS.flatMap((kind) => [...counterRows(this.tables.get(kind))])),
    };
  }
}

function tableOf({ kind, chains }: TableDraft): XtTable {
  const made = [...chains].map(([name, { policy, counter, entries }]) => {
    const rules = entries.map(({ rule }) => rule);
    const rows = [policy === null ? null : counter, ...entries.map((entry) => entry.counter)];
    const counters = rows.map((row, num) => ({ key: counterKey(kind, name, num), row }));
    return [name, { name, policy, rules, counters, index: undefined }] as const;
  });
  return { kind, chains: new Map(made) };
}

/** What a table has counted, by key. */
function counterRows(table: XtTable | undefined): Map<string, CounterRow> {
  const rows = new Map<string, CounterRow>();
  for (const { counters } of table?.chains.values() ?? [])
    for (const { key, row } of counters) if (row) rows.set(key, row);
  return rows;
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
