// net/netfilter/x_tables.c: the tables of a namespace, their counters, and how they look from outside.

import type { Recorder } from '../../trace/recorder.ts';
import type { ChainRow, CounterRow, Rows, RuleRow, TableKind } from '../../trace/rows.ts';
import { type DraftChain, DraftChains } from './draft_chains.ts';
import type { RecentList } from './matches/recent.ts';
import { RuleList, type RuleOrUnread, tracksConnections } from './rule_list.ts';
import { emptyDraft, type TableDraft, type XtRefusal } from './table_draft.ts';
import { UnreadRule } from './unread_rule.ts';
import { WrittenChains, type WrittenTable } from './written_table.ts';
import { translate_table } from './x_tables_check.ts';
import { TABLE_KINDS } from './x_tables_hooks.ts';
import { counterRows, rowsOf } from './x_tables_rows.ts';
import { Chain, EditedChains, type XtTable, ZERO } from './xt_table.ts';

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
    if (!this.tables.has(kind)) this.install(emptyDraft(kind));
    return { kind, chains: new DraftChains(this.tables.get(kind)!) };
  }

  /** xt_replace_table: puts a whole table in place, if the kernel takes it. Rows that differ are written as changes. */
  install(draft: TableDraft): XtRefusal | null {
    const refusal = translate_table(draft);
    if (!refusal) this.commit(draft);
    return refusal;
  }

  /** The same of a table that has been checked. */
  commit(draft: TableDraft): void {
    this.put(draft.chains.before ? edited(draft, draft.chains.before) : made(draft));
  }

  /** Tables as they were written for this and other namespaces: the kernel is known to take them. */
  begin(written: readonly WrittenTable[], hasSet: (name: string) => boolean): void {
    for (const table of written)
      this.put({ kind: table.kind, chains: new WrittenChains(table, hasSet), tracking: 1 });
  }

  private put(table: XtTable): void {
    const { kind } = table;
    const before = this.tables.get(kind);
    this.tables.set(kind, table);
    this.privates.set(kind, new WeakMap());
    this.tracks = [...this.tables.values()].some(({ tracking }) => tracking > 0);
    if (this.rec.recording) this.recordChanges(before, table);
  }

  private recordChanges(before: XtTable | undefined, after: XtTable): void {
    const [old, now] = [rowsOf(before), rowsOf(after)];
    this.recordRows('chain', old.chain, now.chain);
    this.recordRows('rule', old.rule, now.rule);
    this.recordRows('counter', counterRows(before), counterRows(after));
  }

  private recordRows<T extends 'chain' | 'rule' | 'counter'>(
    name: T,
    before: ReadonlyMap<string, Rows[T]>,
    after: ReadonlyMap<string, Rows[T]>,
  ): void {
    for (const [key, row] of before) if (!after.has(key)) this.rec.change(this.ns, name, key, row, null);
    for (const [key, row] of after) {
      const old = before.get(key) ?? null;
      if (old !== row && JSON.stringify(old) !== JSON.stringify(row))
        this.rec.change(this.ns, name, key, old, row);
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
        for (const name of rules.unread.flatMap(setsOf))
          references.set(name, (references.get(name) ?? 0) + 1);
    return references;
  }

  /** xt_recent's list of that name. */
  recentList(name: string): RecentList {
    const list = this.recent.get(name) ?? new Map();
    this.recent.set(name, list);
    return list;
  }

  /** ADD_COUNTER: a rule (or, with num 0, a policy) has matched a packet of so many octets. */
  count(chain: Chain, num: number, bytes: number): void {
    const counter = chain.counter(num);
    const before = counter.row ?? ZERO;
    const after = { packets: before.packets + 1, bytes: before.bytes + bytes };
    this.rec.change(this.ns, 'counter', counter.key, counter.row, after);
    counter.row = after;
  }

  snapshot(): XtRows {
    return this.hold()();
  }

  /** Chains and rules as they stand, whenever they are asked for, and what they have counted by then. */
  hold(): () => XtRows {
    const tables = TABLE_KINDS.flatMap((kind) => this.tables.get(kind) ?? []);
    return () => {
      const rows = tables.map(rowsOf);
      return {
        chain: new Map(rows.flatMap(({ chain }) => [...chain])),
        rule: new Map(rows.flatMap(({ rule }) => [...rule])),
        counter: new Map(tables.flatMap((table) => [...counterRows(table)])),
      };
    };
  }
}

interface XtRows {
  readonly chain: Map<string, ChainRow>;
  readonly rule: Map<string, RuleRow>;
  readonly counter: Map<string, CounterRow>;
}

function chainOf(kind: TableKind, name: string, { policy, counter, entries }: DraftChain): Chain {
  const rules = new RuleList(entries.map(({ unread }) => unread));
  const hasCounted = counter !== ZERO || entries.some((entry) => entry.counter !== ZERO);
  const counters = hasCounted ? [counter, ...entries.map((entry) => entry.counter)] : null;
  return new Chain(kind, name, policy, rules, counters);
}

function made({ kind, chains }: TableDraft): XtTable {
  const all = new Map<string, Chain>();
  for (const [name, chain] of chains) all.set(name, chainOf(kind, name, chain));
  return { kind, chains: all, tracking: countTracking(all.values()) };
}

/** Chains that nobody has touched are the same as before, with what they have counted. */
function edited({ kind, chains }: TableDraft, before: XtTable): XtTable {
  const { old, added } = chains.changes();
  const now = new Map([...old].map(([name, chain]) => [name, chain && chainOf(kind, name, chain)]));
  const more = new Map([...added].map(([name, chain]) => [name, chainOf(kind, name, chain)]));
  const was = [...old.keys()].map((name) => before.chains.get(name)!);
  const is = [...now.values(), ...more.values()].filter((chain) => chain !== null);
  return {
    kind,
    chains: EditedChains.of(before.chains, now, more),
    tracking: before.tracking - countTracking(was) + countTracking(is),
  };
}

function countTracking(chains: Iterable<Chain>): number {
  let count = 0;
  for (const { rules } of chains) if (rules.unread.some(tracksConnections)) count++;
  return count;
}

function setsOf(rule: RuleOrUnread): readonly string[] {
  if (rule instanceof UnreadRule) return [];
  const { matches, target } = rule;
  const named = matches.flatMap((match) => (match.kind === 'match' ? match.sets : []));
  return target.kind === 'extension' ? [...named, ...target.sets] : named;
}
