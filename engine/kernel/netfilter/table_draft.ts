// libiptc/libiptc.c: a table as iptables edits it, rules with their counters, before it is given to the kernel.
import type { CounterRow, TableKind } from '../../trace/rows.ts';
import { saveRule } from './rule_print.ts';
import type { Chain, Rule } from './types.ts';
import { BUILTIN_CHAINS } from './x_tables_hooks.ts';

export interface Entry {
  readonly rule: Rule;
  readonly counter: CounterRow;
}

interface DraftChain {
  /** Policy of a built-in chain and its counters; null for a user chain. */
  policy: NonNullable<Chain['policy']> | null;
  counter: CounterRow;
  entries: Entry[];
}

export interface TableDraft {
  readonly kind: TableKind;
  readonly chains: Map<string, DraftChain>;
}

/** Why nothing comes of it, in the words of iptc_strerror; `dmesg`: what the kernel's log has to say besides. */
export interface XtRefusal {
  readonly message: string;
  readonly errno: 'EINVAL' | 'other';
  readonly dmesg: string | null;
}

export const ZERO: CounterRow = { packets: 0, bytes: 0 };

function refuse(message: string, errno: XtRefusal['errno'] = 'other'): XtRefusal {
  return { message, errno, dmesg: null };
}

const ENOENT = refuse('No chain/target/match by that name');

/** iptables-standalone.c iptables_main */
export function refusalText({ message, errno }: XtRefusal): string {
  return `iptables: ${message}.${errno === 'EINVAL' ? " Run `dmesg' for more information." : ''}`;
}

/** __iptcc_p_del_policy: whatever is edited in a table, its policies count from zero again. */
export function forget_policy_counters({ chains }: TableDraft): void {
  for (const chain of chains.values()) chain.counter = ZERO;
}

/** A freshly loaded table: its built-in chains, empty, all accepting. */
export function emptyDraft(kind: TableKind): TableDraft {
  const chains = new Map<string, DraftChain>();
  for (const name of BUILTIN_CHAINS[kind]) chains.set(name, { policy: 'ACCEPT', counter: ZERO, entries: [] });
  return { kind, chains };
}

/** iptcc_map_target: built-in chains are entered by their hooks alone. */
function jumpsToBuiltin(chains: TableDraft['chains'], rules: readonly Rule[]): boolean {
  return rules.some(({ target }) => target.kind === 'jump' && chains.get(target.chain)?.policy !== null);
}

const withCounters = (rules: readonly Rule[], counter: CounterRow | null): Entry[] =>
  rules.map((rule) => ({ rule, counter: counter ?? ZERO }));

export function append_entry(
  { chains }: TableDraft,
  name: string,
  rules: readonly Rule[],
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = chains.get(name);
  if (!chain) return ENOENT;
  if (jumpsToBuiltin(chains, rules)) return refuse('Invalid argument', 'EINVAL');
  chain.entries.push(...withCounters(rules, counter));
  return null;
}

/** Every rule is put at the same place, so the last one stands first. */
export function insert_entry(
  { chains }: TableDraft,
  name: string,
  num: number,
  rules: readonly Rule[],
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = chains.get(name);
  if (!chain) return ENOENT;
  if (num - 1 > chain.entries.length) return refuse('Index of insertion too big');
  if (jumpsToBuiltin(chains, rules)) return refuse('Target problem', 'EINVAL');
  chain.entries = chain.entries.toSpliced(num - 1, 0, ...withCounters(rules, counter).reverse());
  return null;
}

export function replace_entry(
  { chains }: TableDraft,
  name: string,
  num: number,
  rule: Rule,
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = chains.get(name);
  if (!chain) return ENOENT;
  if (num > chain.entries.length) return refuse('Index of replacement too big');
  if (jumpsToBuiltin(chains, [rule])) return refuse('Invalid argument', 'EINVAL');
  chain.entries = chain.entries.with(num - 1, { rule, counter: counter ?? ZERO });
  return null;
}

const BAD_RULE = refuse('Bad rule (does a matching rule exist in that chain?)');

/** The first rule like each of these goes; two rules are alike when they are saved alike. */
export function delete_entry(draft: TableDraft, name: string, rules: readonly Rule[]): XtRefusal | null {
  const chain = draft.chains.get(name);
  if (!chain) return BAD_RULE;
  for (const rule of rules) {
    const at = indexOfRule(chain.entries, rule);
    if (at < 0) return BAD_RULE;
    chain.entries = chain.entries.toSpliced(at, 1);
  }
  return null;
}

/** iptables -C */
export function check_entry(draft: TableDraft, name: string, rules: readonly Rule[]): XtRefusal | null {
  const entries = draft.chains.get(name)?.entries ?? [];
  return rules.every((rule) => indexOfRule(entries, rule) >= 0) ? null : BAD_RULE;
}

function indexOfRule(entries: readonly Entry[], rule: Rule): number {
  const spec = saveRule(rule);
  return entries.findIndex((entry) => saveRule(entry.rule) === spec);
}

export function delete_num_entry({ chains }: TableDraft, name: string, num: number): XtRefusal | null {
  const chain = chains.get(name);
  if (!chain) return ENOENT;
  if (num > chain.entries.length) return refuse('Index of deletion too big');
  chain.entries = chain.entries.toSpliced(num - 1, 1);
  return null;
}

/** One chain, or with null all of them. */
export function flush_entries({ chains }: TableDraft, name: string | null): XtRefusal | null {
  if (name !== null && !chains.has(name)) return ENOENT;
  for (const [each, chain] of chains) if (name === null || each === name) chain.entries = [];
  return null;
}

/** One rule, one chain, or everything counts from zero again. */
export function zero_entries({ chains }: TableDraft, name: string | null, num: number): XtRefusal | null {
  const chosen = name === null ? null : chains.get(name);
  if (chosen === undefined) return ENOENT;
  if (chosen && num > chosen.entries.length) return refuse('Index of counter too big');
  const zeroed = (entry: Entry, index: number) =>
    num === 0 || index === num - 1 ? { ...entry, counter: ZERO } : entry;
  for (const chain of chosen ? [chosen] : chains.values()) {
    chain.entries = chain.entries.map(zeroed);
    if (num === 0) chain.counter = ZERO;
  }
  return null;
}

export function create_chain({ chains }: TableDraft, name: string): XtRefusal | null {
  if (chains.has(name)) return refuse('Chain already exists');
  chains.set(name, { policy: null, counter: ZERO, entries: [] });
  return null;
}

export function references(
  chains: ReadonlyMap<string, { readonly entries: readonly Entry[] }>,
  name: string,
): number {
  let count = 0;
  for (const { entries } of chains.values())
    for (const { rule } of entries) if (rule.target.kind === 'jump' && rule.target.chain === name) count++;
  return count;
}

/** One user chain, or with null all of them: then none, if one cannot go. */
export function delete_chain(draft: TableDraft, name: string | null): XtRefusal | null {
  const { chains } = draft;
  const names = name === null ? userChains(draft) : [name];
  let refusal: XtRefusal | null = null;
  for (const each of names) {
    const chain = chains.get(each);
    const why = !chain
      ? ENOENT
      : chain.policy !== null
        ? refuse('Invalid argument', 'EINVAL')
        : references(chains, each) > 0
          ? refuse('Too many links')
          : chain.entries.length > 0
            ? refuse('Directory not empty')
            : null;
    if (why) refusal = why;
    else chains.delete(each);
  }
  return refusal;
}

/** User chains by name, as they are kept. */
export function userChains({ chains }: TableDraft): string[] {
  return [...chains.keys()].filter((name) => chains.get(name)!.policy === null).sort(byName);
}

const byName = (a: string, b: string) => (a < b ? -1 : 1);

export function rename_chain({ chains }: TableDraft, name: string, newname: string): XtRefusal | null {
  if (chains.has(newname) || /^(ACCEPT|DROP|QUEUE|RETURN)$/.test(newname)) return refuse('File exists');
  const chain = chains.get(name);
  if (!chain || chain.policy !== null) return ENOENT;
  chains.delete(name);
  chains.set(newname, chain);
  for (const each of chains.values())
    each.entries = each.entries.map((entry) => ({ ...entry, rule: retargeted(entry.rule, name, newname) }));
  return null;
}

function retargeted(rule: Rule, from: string, to: string): Rule {
  const { target } = rule;
  return target.kind === 'jump' && target.chain === from
    ? { ...rule, target: { ...target, chain: to } }
    : rule;
}

/** Without counters given, the policy counts from zero again. */
export function set_policy(
  { chains }: TableDraft,
  name: string,
  policy: string,
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = chains.get(name);
  if (!chain || chain.policy === null) return refuse('Bad built-in chain name');
  if (policy !== 'ACCEPT' && policy !== 'DROP') return refuse('Bad policy name', 'EINVAL');
  chain.policy = policy;
  chain.counter = counter ?? ZERO;
  return null;
}
