// The calls of iptables that a program makes, as data, and the text iptables-save prints after all of them. Who comes later
// and inserts stands in front: so each program's calls are kept apart until the order in which they started is known.

import { BUILTIN_CHAINS, isTableKind, TABLE_KINDS } from '../../kernel/netfilter/x_tables_hooks.ts';
import type { TableKind } from '../../trace/rows.ts';

/** Rules are written as iptables-save prints them. As all these programs do, a rule that is there is not added again. */
export type IptablesCall = { readonly table: TableKind; readonly chain: string } & (
  | { readonly do: 'new-chain' }
  | { readonly do: 'policy'; readonly policy: 'ACCEPT' | 'DROP' }
  /** `append` is -A, `insert` is -I; `reinsert` deletes first: the rule comes back to the top. */
  | { readonly do: 'append' | 'insert' | 'reinsert'; readonly rule: string }
);

/** The calls of one table, with the words of the command. */
export function iptables(table: TableKind) {
  const call = (what: 'append' | 'insert' | 'reinsert') => (chain: string, rule: string) =>
    ({ table, chain, do: what, rule }) as const satisfies IptablesCall;
  return {
    newChain: (chain: string) => ({ table, chain, do: 'new-chain' }) as const satisfies IptablesCall,
    policy: (chain: string, policy: 'ACCEPT' | 'DROP') =>
      ({ table, chain, do: 'policy', policy }) as const satisfies IptablesCall,
    append: call('append'),
    insert: call('insert'),
    reinsert: call('reinsert'),
  };
}

/** A chain's rules: what was inserted, newest last, and what was appended. */
class Chain {
  policy = 'ACCEPT';
  private readonly inserted = new Set<string>();
  private readonly appended = new Set<string>();

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

function chainsAfter(table: TableKind, calls: readonly IptablesCall[]): Map<string, Chain> {
  const chains = new Map<string, Chain>(BUILTIN_CHAINS[table].map((name) => [name, new Chain()]));
  for (const call of calls) {
    if (call.table !== table) continue;
    const chain = chains.get(call.chain) ?? new Chain();
    chain.make(call);
    chains.set(call.chain, chain);
  }
  return chains;
}

/** One table as iptables-save prints it, line by line: built-in chains in the order of their hooks, the others by name. */
export function saveTable(table: TableKind, calls: readonly IptablesCall[]): string[] {
  const chains = chainsAfter(table, calls);
  const builtin: readonly string[] = BUILTIN_CHAINS[table];
  const own = [...chains.keys()].filter((name) => !builtin.includes(name)).sort();
  const names = [...builtin, ...own];
  return [
    `*${table}`,
    ...builtin.map((name) => `:${name} ${chains.get(name)!.policy} [0:0]`),
    ...own.map((name) => `:${name} - [0:0]`),
    ...names.flatMap((name) => chains.get(name)!.rules.map((rule) => `-A ${name} ${rule}`)),
    'COMMIT',
  ];
}

/** All tables that were touched. */
export function saveText(calls: readonly IptablesCall[]): string {
  const touched = new Set(calls.map(({ table }) => table));
  const lines = TABLE_KINDS.filter((table) => touched.has(table)).flatMap((table) => saveTable(table, calls));
  return lines.map((line) => `${line}\n`).join('');
}

/** The calls that come to the same as a text for `iptables-restore --noflush`, which kube-proxy and kubelet write. */
export function callsOf(text: string): IptablesCall[] {
  const calls: IptablesCall[] = [];
  let table: TableKind = 'filter';
  for (const line of text.split('\n')) {
    const [, sign, name = '', rest = ''] = /^(\*|:|-[AI] )(\S+) ?(.*)$/.exec(line) ?? [];
    const on = iptables(table);
    if (sign === '*' && isTableKind(name)) table = name;
    else if (sign === '-A ') calls.push(on.append(name, rest));
    else if (sign === '-I ') calls.push(on.insert(name, rest));
    else if (sign === ':') calls.push(chainOrPolicy(on, name, rest));
  }
  return calls;
}

function chainOrPolicy(on: ReturnType<typeof iptables>, chain: string, rest: string): IptablesCall {
  const policy = /^(ACCEPT|DROP)\b/.exec(rest)?.[1] as 'ACCEPT' | 'DROP' | undefined;
  return policy === undefined ? on.newChain(chain) : on.policy(chain, policy);
}
