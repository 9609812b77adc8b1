// net/ipv4/netfilter/ip_tables.c translate_table: what the kernel checks before it takes a table.
import type { HookName } from '../../trace/events.ts';
import type { TableKind } from '../../trace/rows.ts';
import type { DraftChains } from './draft_chains.ts';
import { isEnd, jumpOf, type RuleOrUnread, readRule } from './rule_list.ts';
import type { TableDraft, XtRefusal } from './table_draft.ts';
import { TARGETS } from './targets/index.ts';
import type { CheckRefusal, Rule } from './types.ts';
import { UnreadRule } from './unread_rule.ts';
import { BUILTIN_CHAINS, isBuiltin } from './x_tables_hooks.ts';

const LOOP: XtRefusal = { message: 'Too many levels of symbolic links', errno: 'other', dmesg: null };

type Hooks = ReadonlySet<HookName>;

const NO_HOOKS: Hooks = new Set();

/** Null when the kernel takes it. Of a table that is edited, only what the edit may have made wrong is checked. */
export function translate_table(draft: TableDraft): XtRefusal | null {
  const view = new View(draft);
  // The words of a refusal name all hooks of a chain, the old ones too.
  return draft.chains.before && checkEdit(draft, view) === null ? null : checkAll(view);
}

/** The rules of a table as they would be. */
class View {
  readonly kind: TableKind;
  private readonly chains: DraftChains;

  constructor({ kind, chains }: TableDraft) {
    this.kind = kind;
    this.chains = chains;
  }

  names(): Iterable<string> {
    return this.chains.keys();
  }

  rules(name: string): readonly RuleOrUnread[] {
    const { chains } = this;
    if (chains.before && chains.untouched(name)) return chains.before.chains.get(name)!.rules.unread;
    return chains.get(name)?.entries.map(({ unread }) => unread) ?? [];
  }
}

/** The chains that some rules lead to, as far as the rules are reached. */
function jumpsOf(rules: readonly RuleOrUnread[]): ReadonlySet<string> {
  const end = rules.findIndex(isEnd);
  const reached = end < 0 ? rules : rules.slice(0, end + 1);
  return new Set(reached.map(jumpOf).filter((to) => to !== null));
}

function checkAll(view: View): XtRefusal | null {
  const reached = mark_source_chains(view);
  if (!reached) return LOOP;
  for (const name of view.names()) {
    const refused = checkChain(view, name, reached(name));
    if (refused) return refused;
  }
  return null;
}

/** The table was right before: what is new is what changed chains say, and where they lead that they did not lead before. */
function checkEdit(draft: TableDraft, view: View): XtRefusal | null {
  const { old, added } = draft.chains.changes();
  const changed = [...old.keys(), ...added.keys()].filter((name) => view.rules(name).length > 0);
  for (const name of changed) {
    const hooks = hooksTo(view, name);
    const before = jumpsOf(draft.chains.before!.chains.get(name)?.rules.unread ?? []);
    const fresh = [...jumpsOf(view.rules(name))].filter((to) => !before.has(to));
    const refused = checkChain(view, name, hooks) ?? checkBelow(view, fresh, hooks);
    if (refused) return refused;
  }
  return null;
}

/** The hooks from which a chain is reached; a built-in one is reached from its own alone. */
function hooksTo(view: View, name: string): Hooks {
  const own = isBuiltin(view.kind, name);
  return new Set(
    BUILTIN_CHAINS[view.kind].filter((hook) => (own ? hook === name : leadsTo(view, hook, name, new Set()))),
  );
}

function leadsTo(view: View, from: string, to: string, seen: Set<string>): boolean {
  const jumps = jumpsOf(view.rules(from));
  if (jumps.has(to)) return true;
  seen.add(from);
  for (const next of jumps) if (!seen.has(next) && leadsTo(view, next, to, seen)) return true;
  return false;
}

/** All that can be reached from some chains: it may have been without a way to it, and then nobody has looked at it yet. */
function checkBelow(view: View, from: readonly string[], hooks: Hooks): XtRefusal | null {
  if (hooks.size === 0) return null;
  const below: Marks = new Map();
  for (const name of from) if (!mark(view, name, 1, below)) return LOOP;
  for (const name of below.keys()) {
    const refused = checkChain(view, name, hooks);
    if (refused) return refused;
  }
  return null;
}

function checkChain(view: View, name: string, reached: Hooks): XtRefusal | null {
  let hooks = reached;
  for (const rule of view.rules(name)) {
    const refused = find_check_entry(view.kind, rule, hooks);
    if (typeof refused === 'string') return { message: 'Invalid argument', errno: 'EINVAL', dmesg: refused };
    if (refused) return { message: refused.errno, errno: 'other', dmesg: refused.dmesg };
    if (isEnd(rule)) hooks = NO_HOOKS;
  }
  return null;
}

/** What is known of a chain while hooks are followed: those it is reached from, a bit for each, and whether it is on the way. */
interface Mark {
  readonly rules: readonly RuleOrUnread[];
  hooks: number;
  open: boolean;
}

type Marks = Map<string, Mark>;

/** From which hooks each chain can be reached; null when a chain leads back to itself. */
function mark_source_chains(view: View): ((name: string) => Hooks) | null {
  const marks: Marks = new Map();
  const hooks = BUILTIN_CHAINS[view.kind];
  if (!hooks.every((hook, bit) => mark(view, hook, 1 << bit, marks))) return null;
  const known = new Map([[0, NO_HOOKS]]);
  return (name) => {
    const bits = marks.get(name)?.hooks ?? 0;
    const reached = known.get(bits) ?? new Set(hooks.filter((_, bit) => bits & (1 << bit)));
    known.set(bits, reached);
    return reached;
  };
}

/** Marks a chain and all it leads to; false when one leads back to itself. */
function mark(view: View, name: string, hook: number, marks: Marks): boolean {
  let here = marks.get(name);
  if (here?.open) return false;
  if (here && (here.hooks & hook) !== 0) return true;
  if (!here) {
    here = { rules: view.rules(name), hooks: 0, open: false };
    marks.set(name, here);
  }
  here.hooks |= hook;
  here.open = true;
  for (const rule of here.rules) {
    const to = jumpOf(rule);
    if (to !== null && !mark(view, to, hook, marks)) return false;
    if (isEnd(rule)) break;
  }
  here.open = false;
  return true;
}

/** find_check_entry: every extension of a rule has its say. Of the forms that need not be read, only DNAT has one. */
function find_check_entry(table: TableKind, rule: RuleOrUnread, hooks: Hooks): CheckRefusal | null {
  if (!(rule instanceof UnreadRule)) return checkRule(table, rule, hooks);
  const allowed = TARGETS.DNAT!.hooks!;
  const isRight = !rule.rewrites || [...hooks].every((hook) => allowed.includes(hook));
  return isRight ? null : checkRule(table, readRule(rule), hooks);
}

function checkRule(table: TableKind, rule: Rule, hooks: Hooks): CheckRefusal | null {
  const place = { table, rule, hooks };
  for (const match of rule.matches) {
    const refused = match.kind === 'match' ? match.check(place) : null;
    if (refused !== null) return refused;
  }
  return rule.target.kind === 'extension' ? rule.target.check(place) : null;
}
