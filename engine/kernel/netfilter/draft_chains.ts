// The chains of a table that is being edited. Those that nobody has asked for are as they were, and are not looked at.
import type { CounterRow } from '../../trace/rows.ts';
import { type RuleOrUnread, readRule } from './rule_list.ts';
import type { Policy, Rule } from './types.ts';
import { type Chain, type XtTable, ZERO } from './xt_table.ts';

/** A rule and what it has counted. */
export class Entry {
  readonly counter: CounterRow;
  private known: RuleOrUnread;

  constructor(rule: RuleOrUnread, counter: CounterRow) {
    this.known = rule;
    this.counter = counter;
  }

  get rule(): Rule {
    const rule = readRule(this.known);
    this.known = rule;
    return rule;
  }

  /** As much as is known of the rule. */
  get unread(): RuleOrUnread {
    return this.known;
  }
}

export interface DraftChain {
  /** Policy of a built-in chain and its counters; null for a user chain. */
  policy: Policy | null;
  counter: CounterRow;
  entries: Entry[];
}

export class DraftChains {
  /** The table that is edited; null: a new one. */
  readonly before: XtTable | null;
  private readonly touched = new Map<string, DraftChain>();
  /** Chains of before that have been taken away; some have come back behind the others. */
  private readonly gone = new Set<string>();

  constructor(before: XtTable | null) {
    this.before = before;
  }

  has(name: string): boolean {
    return this.touched.has(name) || this.untouched(name);
  }

  get(name: string): DraftChain | undefined {
    const known = this.touched.get(name);
    if (known || !this.untouched(name)) return known;
    const chain = draftOf(this.before!.chains.get(name)!);
    this.touched.set(name, chain);
    return chain;
  }

  set(name: string, chain: DraftChain): void {
    this.touched.set(name, chain);
  }

  delete(name: string): void {
    this.touched.delete(name);
    if (this.before?.chains.has(name)) this.gone.add(name);
  }

  /** What one does to the copy does not show here. */
  copy(): DraftChains {
    const copy = new DraftChains(this.before);
    for (const [name, chain] of this.touched)
      copy.touched.set(name, { ...chain, entries: [...chain.entries] });
    for (const name of this.gone) copy.gone.add(name);
    return copy;
  }

  *keys(): Generator<string> {
    for (const name of this.before?.chains.keys() ?? []) if (!this.gone.has(name)) yield name;
    for (const name of this.touched.keys()) if (this.isNew(name)) yield name;
  }

  *values(): Generator<DraftChain> {
    for (const name of this.keys()) yield this.get(name)!;
  }

  *[Symbol.iterator](): Generator<[string, DraftChain]> {
    for (const name of this.keys()) yield [name, this.get(name)!];
  }

  /** Those in their old place that somebody has asked for, those that are gone from there, and the new ones. */
  changes(): { readonly old: Map<string, DraftChain | null>; readonly added: Map<string, DraftChain> } {
    const old = new Map<string, DraftChain | null>([...this.gone].map((name) => [name, null]));
    const added = new Map<string, DraftChain>();
    for (const [name, chain] of this.touched) (this.isNew(name) ? added : old).set(name, chain);
    return { old, added };
  }

  /** Is it there, and as it was? */
  untouched(name: string): boolean {
    return !this.touched.has(name) && !this.gone.has(name) && this.before?.chains.has(name) === true;
  }

  private isNew(name: string): boolean {
    return this.gone.has(name) || !this.before?.chains.has(name);
  }
}

function draftOf(chain: Chain): DraftChain {
  const { policy, rules } = chain;
  const entries = rules.unread.map((rule, index) => new Entry(rule, chain.counted(index + 1)!));
  return { policy, counter: chain.counted(0) ?? ZERO, entries };
}
