// net/ipv4/netfilter/ip_tables.c translate_table: what the kernel checks before it takes a table.
import type { HookName } from '../../trace/events.ts';
import type { TableKind } from '../../trace/rows.ts';
import { isTail } from './rule_tail.ts';
import type { Entry, TableDraft, XtRefusal } from './table_draft.ts';
import type { CheckRefusal, Rule } from './types.ts';
import { BUILTIN_CHAINS } from './x_tables_hooks.ts';

const LOOP: XtRefusal = { message: 'Too many levels of symbolic links', errno: 'other', dmesg: null };

type Chains = ReadonlyMap<string, { readonly entries: readonly Entry[] }>;

/** The hooks from which a chain's rules can be reached, as far as they can. */
type Reached = Map<string, Set<HookName>>;

/** Null when the kernel takes it. */
export function translate_table({ kind, chains }: TableDraft): XtRefusal | null {
  const reached = mark_source_chains(kind, chains);
  if (!reached) return LOOP;
  for (const [name, { entries }] of chains) {
    const end = reachable(entries).length;
    for (const [index, { rule }] of entries.entries()) {
      const hooks = index < end ? reached.get(name) : undefined;
      const refused = find_check_entry(kind, rule, hooks ?? new Set());
      if (typeof refused === 'string')
        return { message: 'Invalid argument', errno: 'EINVAL', dmesg: refused };
      if (refused) return { message: refused.errno, errno: 'other', dmesg: refused.dmesg };
    }
  }
  return null;
}

/** From which hooks each chain can be reached; null when a chain leads back to itself. */
function mark_source_chains(kind: TableKind, chains: Chains): Reached | null {
  const reached: Reached = new Map();
  for (const hook of BUILTIN_CHAINS[kind]) if (!reach(chains, hook, hook, reached, new Set())) return null;
  return reached;
}

function reach(chains: Chains, name: string, hook: HookName, reached: Reached, open: Set<string>): boolean {
  if (open.has(name)) return false;
  const hooks = reached.get(name) ?? new Set<HookName>();
  if (hooks.has(hook)) return true;
  reached.set(name, hooks.add(hook));
  open.add(name);
  const jumps = jumpsOf(reachable(chains.get(name)?.entries ?? []));
  const fine = [...jumps].every((to) => reach(chains, to, hook, reached, open));
  open.delete(name);
  return fine;
}

/** Nothing behind a verdict without a condition is ever reached. */
function reachable(entries: readonly Entry[]): readonly Entry[] {
  const last = entries.findIndex(({ rule }) => isTail(rule));
  return last < 0 ? entries : entries.slice(0, last + 1);
}

function jumpsOf(entries: readonly Entry[]): Set<string> {
  return new Set(entries.flatMap(({ rule: { target } }) => (target.kind === 'jump' ? [target.chain] : [])));
}

/** find_check_entry: every extension of a rule has its say. */
function find_check_entry(table: TableKind, rule: Rule, hooks: ReadonlySet<HookName>): CheckRefusal | null {
  const place = { table, rule, hooks };
  for (const match of rule.matches) {
    const refused = match.kind === 'match' ? match.check(place) : null;
    if (refused !== null) return refused;
  }
  return rule.target.kind === 'extension' ? rule.target.check(place) : null;
}
