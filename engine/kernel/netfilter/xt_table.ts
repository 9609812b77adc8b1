// A table as the kernel walks it.
import type { CounterRow, TableKind } from '../../trace/rows.ts';
import type { RuleList } from './rule_list.ts';
import type { Counter, Policy } from './types.ts';

export const ZERO: CounterRow = { packets: 0, bytes: 0 };

/** Key of a rule and of its counters; num 0 is the chain itself (a built-in chain's policy). */
export function counterKey(table: TableKind, chain: string, num: number): string {
  return `${table}:${chain}:${num}`;
}

export class Chain {
  readonly table: TableKind;
  readonly name: string;
  /** Null for a user chain. */
  readonly policy: Policy | null;
  readonly rules: RuleList;
  /** The policy's (of a user chain: how often its end was reached), then each rule's; those that differ from zero at least. Null: none does. */
  private counters: (Counter | undefined)[] | null = null;

  constructor(
    table: TableKind,
    name: string,
    policy: Policy | null,
    rules: RuleList,
    rows: readonly CounterRow[] | null = null,
  ) {
    this.table = table;
    this.name = name;
    this.policy = policy;
    this.rules = rules;
    rows?.forEach((row, num) => {
      if (row !== ZERO && (num > 0 || policy !== null)) this.counter(num).row = row;
    });
  }

  counter(num: number): Counter {
    this.counters ??= new Array(this.rules.length + 1);
    const known = this.counters[num];
    if (known) return known;
    const made = { key: this.key(num), row: this.unused(num) };
    this.counters[num] = made;
    return made;
  }

  counted(num: number): CounterRow | null {
    const known = this.counters?.[num];
    return known ? known.row : this.unused(num);
  }

  key(num: number): string {
    return counterKey(this.table, this.name, num);
  }

  private unused(num: number): CounterRow | null {
    return num === 0 && this.policy === null ? null : ZERO;
  }
}

/** Chains by name, in the order in which they came. */
export interface Chains {
  get(name: string): Chain | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
  values(): Iterable<Chain>;
}

export interface XtTable {
  readonly kind: TableKind;
  readonly chains: Chains;
  /** How many chains have rules for which connections must be tracked. */
  readonly tracking: number;
}

/** The chains of a table with some of them changed, some gone, some new; the others are the same as before. */
export class EditedChains implements Chains {
  private readonly before: Chains;
  /** Null: gone from its place; it may have come back behind the others. */
  private readonly changed: ReadonlyMap<string, Chain | null>;
  private readonly added: ReadonlyMap<string, Chain>;

  private constructor(
    before: Chains,
    changed: ReadonlyMap<string, Chain | null>,
    added: ReadonlyMap<string, Chain>,
  ) {
    this.before = before;
    this.changed = changed;
    this.added = added;
  }

  /** Edits of an edited table do not pile up. */
  static of(before: Chains, changed: ReadonlyMap<string, Chain | null>, added: ReadonlyMap<string, Chain>) {
    if (!(before instanceof EditedChains)) return new EditedChains(before, changed, added);
    const of = new Map(before.changed);
    const more = new Map(before.added);
    for (const [name, chain] of changed) {
      if (!more.has(name)) of.set(name, chain);
      else if (chain) more.set(name, chain);
      else more.delete(name);
    }
    for (const [name, chain] of added) more.set(name, chain);
    return new EditedChains(before.before, of, more);
  }

  get(name: string): Chain | undefined {
    const added = this.added.get(name);
    if (added) return added;
    const changed = this.changed.get(name);
    return changed === undefined ? this.before.get(name) : (changed ?? undefined);
  }

  has(name: string): boolean {
    return this.added.has(name) || (this.changed.get(name) !== null && this.before.has(name));
  }

  *keys(): Generator<string> {
    for (const name of this.before.keys()) if (this.changed.get(name) !== null) yield name;
    yield* this.added.keys();
  }

  *values(): Generator<Chain> {
    for (const name of this.keys()) yield this.get(name)!;
  }
}
