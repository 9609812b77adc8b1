// The calls of iptables that a program makes, as data. Who comes later and inserts stands in front: so each program's calls are
// kept apart until the order in which they started is known.

import { isTableKind } from '../../kernel/netfilter/x_tables_hooks.ts';
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
