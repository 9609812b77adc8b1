// What all programs of a machine have written into one table, laid together in the order in which they started.
import type { WrittenChain, WrittenTable } from '../../kernel/netfilter/written_table.ts';
import { BUILTIN_CHAINS, isBuiltin, TABLE_KINDS } from '../../kernel/netfilter/x_tables_hooks.ts';
import type { TableKind } from '../../trace/rows.ts';
import { type IptablesCall, iptables } from './iptables.ts';
import type { RuleSet } from './rule_set.ts';

export type IptablesSource = IptablesCall | RuleSet;

const isCall = (source: IptablesSource): source is IptablesCall => 'do' in source;
const isSet = (source: IptablesSource): source is RuleSet => !isCall(source);

/** A chain's rules: what was inserted, newest last, and what was appended. */
class ChainCalls {
  policy: WrittenChain['policy'];
  private readonly inserted = new Set<string>();
  private readonly appended = new Set<string>();

  constructor(policy: WrittenChain['policy']) {
    this.policy = policy;
  }

  make(call: IptablesCall): void {
    if (call.do === 'policy') this.policy = call.policy;
    if (call.do === 'new-chain' || call.do === 'policy') return;
    if (call.do === 'reinsert') this.delete(call.rule);
    if (this.inserted.has(call.rule) || this.appended.has(call.rule)) return;
    (call.do === 'append' ? this.appended : this.inserted).add(call.rule);
  }

  get rules(): string[] {
    return [...[...this.inserted].reverse(), ...this.appended];
  }

  private delete(rule: string): void {
    this.inserted.delete(rule);
    this.appended.delete(rule);
  }
}

/** Chains that several programs write to are put together; the others stay where they are. */
export class LaidTable implements WrittenTable {
  readonly kind: TableKind;
  private readonly own: ReadonlyMap<string, WrittenChain>;
  private readonly sets: readonly RuleSet[];

  constructor(kind: TableKind, sources: readonly IptablesSource[]) {
    const here = sources.flatMap((source) => (source.table === kind ? [source] : []));
    this.kind = kind;
    this.sets = here.filter(isSet);
    this.own = new Map(
      [...laidChains(kind, here)].map(([name, { policy, rules }]) => [name, { policy, rules }]),
    );
  }

  has(name: string): boolean {
    return this.own.has(name) || this.sets.some((set) => set.has(name));
  }

  chain(name: string): WrittenChain | undefined {
    const own = this.own.get(name);
    if (own) return own;
    for (const set of this.sets) {
      const chain = set.chain(name);
      if (chain) return chain;
    }
    return undefined;
  }

  names(): string[] {
    const all = new Set([...this.own.keys(), ...this.sets.flatMap((set) => [...set.names()])]);
    const users = [...all].filter((name) => !isBuiltin(this.kind, name));
    return [...BUILTIN_CHAINS[this.kind], ...users.sort()];
  }
}

/** Built-in chains, and all that somebody calls iptables for: what a rule set has for these are calls among the others. */
function laidChains(kind: TableKind, sources: readonly IptablesSource[]): Map<string, ChainCalls> {
  const chains = new Map<string, ChainCalls>(
    BUILTIN_CHAINS[kind].map((name) => [name, new ChainCalls('ACCEPT')]),
  );
  for (const source of sources)
    if (isCall(source) && !chains.has(source.chain)) chains.set(source.chain, new ChainCalls(null));
  const sets = sources.filter(isSet);
  for (const name of sharedNames(sets)) if (!chains.has(name)) chains.set(name, new ChainCalls(null));
  for (const source of sources) {
    const calls = isCall(source) ? [source] : callsFor(source, chains.keys());
    for (const call of calls) chains.get(call.chain)!.make(call);
  }
  return chains;
}

/** Chains that more than one set has. Of two sets the smaller one's names are looked up in the other. */
function sharedNames(sets: readonly RuleSet[]): string[] {
  return sets.flatMap((set, at) =>
    sets.slice(at + 1).flatMap((later) => [...set.names()].filter((name) => later.has(name))),
  );
}

function callsFor(set: RuleSet, chains: Iterable<string>): IptablesCall[] {
  const on = iptables(set.table);
  const inserts = set.inserts.map(({ chain, rule }) => on.insert(chain, rule));
  const appends = [...chains].flatMap((name) =>
    (set.chain(name)?.rules ?? []).map((rule) => on.append(name, rule)),
  );
  return [...inserts, ...appends];
}

/** All tables that were touched. */
export function layTables(sources: readonly IptablesSource[]): LaidTable[] {
  const touched = new Set(sources.map(({ table }) => table));
  return TABLE_KINDS.filter((table) => touched.has(table)).map((table) => new LaidTable(table, sources));
}

/** As iptables-save prints it, line by line: built-in chains in the order of their hooks, the others by name. */
export function saveTable(table: WrittenTable): string[] {
  const chains = [...table.names()].map((name) => ({ name, ...table.chain(name)! }));
  return [
    `*${table.kind}`,
    ...chains.map(({ name, policy }) => `:${name} ${policy ?? '-'} [0:0]`),
    ...chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}`)),
    'COMMIT',
  ];
}

export function saveText(tables: readonly WrittenTable[]): string {
  return tables
    .flatMap(saveTable)
    .map((line) => `${line}\n`)
    .join('');
}
