// libiptc/libiptc.c: a table as iptables edits it, rules with their counters, before it is given to the kernel.
import type { CounterRow, TableKind } from '../../trace/rows.ts';
import { type DraftChain, DraftChains, Entry } from './draft_chains.ts';
import { jumpOf, type RuleOrUnread } from './rule_list.ts';
import { saveRule } from './rule_print.ts';
import type { Rule } from './types.ts';
import { BUILTIN_CHAINS, isBuiltin } from './x_tables_hooks.ts';
import { ZERO } from './xt_table.ts';

export interface TableDraft {
  readonly kind: TableKind;
  readonly chains: DraftChains;
}

/** Why nothing comes of it, in the words of iptc_strerror; `dmesg`: what the kernel's log has to say besides. */
export interface XtRefusal {
  readonly message: string;
  readonly errno: 'EINVAL' | 'other';
  readonly dmesg: string | null;
}

function refuse(message: string, errno: XtRefusal['errno'] = 'other'): XtRefusal {
  return { message, errno, dmesg: null };
}

const ENOENT = refuse('No chain/target/match by that name');

/** iptables-standalone.c iptables_main */
export function refusalText({ message, errno }: XtRefusal): string {
  return `iptables: ${message}.${errno === 'EINVAL' ? " Run `dmesg' for more information." : ''}`;
}

/** __iptcc_p_del_policy: whatever is edited in a table, its policies count from zero again. */
export function forget_policy_counters({ kind, chains }: TableDraft): void {
  for (const name of BUILTIN_CHAINS[kind]) chains.get(name)!.counter = ZERO;
}

/** A freshly loaded table: its built-in chains, empty, all accepting. */
export function emptyDraft(kind: TableKind): TableDraft {
  const chains = new DraftChains(null);
  for (const name of BUILTIN_CHAINS[kind]) chains.set(name, { policy: 'ACCEPT', counter: ZERO, entries: [] });
  return { kind, chains };
}

/** The same without rules and without user chains. */
export function cleared({ kind, chains: before }: TableDraft): TableDraft {
  const chains = new DraftChains(null);
  for (const name of BUILTIN_CHAINS[kind]) chains.set(name, { ...before.get(name)!, entries: [] });
  return { kind, chains };
}

/** iptcc_map_target: built-in chains are entered by their hooks alone. */
function jumpsToBuiltin({ kind, chains }: TableDraft, rules: readonly RuleOrUnread[]): boolean {
  return rules.some((rule) => {
    const to = jumpOf(rule);
    return to !== null && (isBuiltin(kind, to) || !chains.has(to));
  });
}

const withCounters = (rules: readonly RuleOrUnread[], counter: CounterRow | null): Entry[] =>
  rules.map((rule) => new Entry(rule, counter ?? ZERO));

export function append_entry(
  draft: TableDraft,
  name: string,
  rules: readonly RuleOrUnread[],
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = draft.chains.get(name);
  if (!chain) return ENOENT;
  if (jumpsToBuiltin(draft, rules)) return refuse('Invalid argument', 'EINVAL');
  chain.entries.push(...withCounters(rules, counter));
  return null;
}

/** Every rule is put at the same place, so the last one stands first. */
export function insert_entry(
  draft: TableDraft,
  name: string,
  num: number,
  rules: readonly Rule[],
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = draft.chains.get(name);
  if (!chain) return ENOENT;
  if (num - 1 > chain.entries.length) return refuse('Index of insertion too big');
  if (jumpsToBuiltin(draft, rules)) return refuse('Target problem', 'EINVAL');
  chain.entries = chain.entries.toSpliced(num - 1, 0, ...withCounters(rules, counter).reverse());
  return null;
}

export function replace_entry(
  draft: TableDraft,
  name: string,
  num: number,
  rule: Rule,
  counter: CounterRow | null,
): XtRefusal | null {
  const chain = draft.chains.get(name);
  if (!chain) return ENOENT;
  if (num > chain.entries.length) return refuse('Index of replacement too big');
  if (jumpsToBuiltin(draft, [rule])) return refuse('Invalid argument', 'EINVAL');
  chain.entries = chain.entries.with(num - 1, new Entry(rule, counter ?? ZERO));
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
  const chosen = name === null ? [...chains.values()] : [chains.get(name)];
  for (const chain of chosen) {
    if (!chain) return ENOENT;
    chain.entries = [];
  }
  return null;
}

/** One rule, one chain, or everything counts from zero again. */
export function zero_entries({ chains }: TableDraft, name: string | null, num: number): XtRefusal | null {
  const chosen = name === null ? null : chains.get(name);
  if (chosen === undefined) return ENOENT;
  if (chosen && num > chosen.entries.length) return refuse('Index of counter too big');
  const zeroed = (entry: Entry, index: number) =>
    num === 0 || index === num - 1 ? new Entry(entry.unread, ZERO) : entry;
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

/** How many rules jump to each chain. */
export function countReferences(chains: Pick<DraftChains, 'values'>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { entries } of chains.values()) {
    for (const { unread } of entries) {
      const to = jumpOf(unread);
      if (to !== null) counts.set(to, (counts.get(to) ?? 0) + 1);
    }
  }
  return counts;
}

/** One user chain, or with null all of them: then none, if one cannot go. */
export function delete_chain(draft: TableDraft, name: string | null): XtRefusal | null {
  const references = countReferences(draft.chains);
  let refusal: XtRefusal | null = null;
  for (const each of name === null ? userChains(draft) : [name]) {
    const why = whyNotDelete(draft.chains.get(each), references.get(each) ?? 0);
    if (why) refusal = why;
    else draft.chains.delete(each);
  }
  return refusal;
}

function whyNotDelete(chain: DraftChain | undefined, references: number): XtRefusal | null {
  if (!chain) return ENOENT;
  if (chain.policy !== null) return refuse('Invalid argument', 'EINVAL');
  if (references > 0) return refuse('Too many links');
  return chain.entries.length > 0 ? refuse('Directory not empty') : null;
}

/** User chains by name, as they are kept. */
export function userChains({ kind, chains }: TableDraft): string[] {
  return [...chains.keys()].filter((name) => !isBuiltin(kind, name)).sort(byName);
}

const byName = (a: string, b: string) => (a < b ? -1 : 1);

export function rename_chain({ chains }: TableDraft, name: string, newname: string): XtRefusal | null {
  if (chains.has(newname) || /^(ACCEPT|DROP|QUEUE|RETURN)$/.test(newname)) return refuse('File exists');
  const chain = chains.get(name);
  if (!chain || chain.policy !== null) return ENOENT;
  chains.delete(name);
  chains.set(newname, chain);
  for (const each of chains.values())
    if (each.entries.some(({ unread }) => jumpOf(unread) === name))
      each.entries = each.entries.map(
        (entry) => new Entry(retargeted(entry.rule, name, newname), entry.counter),
      );
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
