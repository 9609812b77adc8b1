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

/** The hooks from which a chain's rules can be reached, as far as they can. */
type Reached = Map<string, Set<HookName>>;

/** What the check has to know of a chain. */
interface Seen {
  readonly rules: readonly RuleOrUnread[];
  /** Behind it nothing is reached. */
  readonly end: number;
  readonly jumps: ReadonlySet<string>;
}

/** Null when the kernel takes it. Of a table that is edited, only what the edit may have made wrong is checked. */
export function translate_table(draft: TableDraft): XtRefusal | null {
  const view = new View(draft);
  // The words of a refusal name all hooks of a chain, the old ones too.
  return draft.chains.before && checkEdit(draft, view) === null ? null : checkAll(view);
}

/** The chains of a table, each looked at once. */
class View {
  readonly kind: TableKind;
  private readonly chains: DraftChains;
  private readonly known = new Map<string, Seen>();

  constructor({ kind, chains }: TableDraft) {
    this.kind = kind;
    this.chains = chains;
  }

  names(): Iterable<string> {
    return this.chains.keys();
  }

  see(name: string): Seen {
    const known = this.known.get(name);
    if (known) return known;
    const seen = seenOf(this.rules(name));
    this.known.set(name, seen);
    return seen;
  }

  private rules(name: string): readonly RuleOrUnread[] {
    const { chains } = this;
    if (chains.untouched(name)) return chains.before!.chains.get(name)!.rules.unread;
    return chains.get(name)?.entries.map(({ unread }) => unread) ?? [];
  }
}

const NONE: ReadonlySet<string> = new Set();

function seenOf(rules: readonly RuleOrUnread[]): Seen {
  let jumps = NONE as Set<string>;
  for (const [index, rule] of rules.entries()) {
    const to = jumpOf(rule);
    if (to !== null) {
      if (jumps === NONE) jumps = new Set();
      jumps.add(to);
    }
    if (isEnd(rule)) return { rules, end: index + 1, jumps };
  }
  return { rules, end: rules.length, jumps };
}

function checkAll(view: View): XtRefusal | null {
  const reached = mark_source_chains(view);
  if (!reached) return LOOP;
  for (const name of view.names()) {
    const refused = checkChain(view, name, reached.get(name) ?? new Set());
    if (refused) return refused;
  }
  return null;
}

/** The table was right before: what is new is what changed chains say, and where they lead that they did not lead before. */
function checkEdit(draft: TableDraft, view: View): XtRefusal | null {
  const { old, added } = draft.chains.changes();
  const changed = [...old.keys(), ...added.keys()].filter((name) => view.see(name).rules.length > 0);
  for (const name of changed) {
    const hooks = hooksTo(view, name);
    const before = seenOf(draft.chains.before!.chains.get(name)?.rules.unread ?? []).jumps;
    const fresh = [...view.see(name).jumps].filter((to) => !before.has(to));
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
  const { jumps } = view.see(from);
  if (jumps.has(to)) return true;
  seen.add(from);
  for (const next of jumps) if (!seen.has(next) && leadsTo(view, next, to, seen)) return true;
  return false;
}

/** All that can be reached from some chains: it may have been without a way to it, and then nobody has looked at it yet. */
function checkBelow(view: View, from: readonly string[], hooks: Hooks): XtRefusal | null {
  const [hook] = hooks;
  if (hook === undefined) return null;
  const below: Reached = new Map();
  for (const name of from) if (!reach(view, name, hook, below, new Set())) return LOOP;
  for (const name of below.keys()) {
    const refused = checkChain(view, name, hooks);
    if (refused) return refused;
  }
  return null;
}

function checkChain(view: View, name: string, reached: Hooks): XtRefusal | null {
  const { rules, end } = view.see(name);
  for (const [index, rule] of rules.entries()) {
    const refused = find_check_entry(view.kind, rule, index < end ? reached : new Set());
    if (typeof refused === 'string') return { message: 'Invalid argument', errno: 'EINVAL', dmesg: refused };
    if (refused) return { message: refused.errno, errno: 'other', dmesg: refused.dmesg };
  }
  return null;
}

/** From which hooks each chain can be reached; null when a chain leads back to itself. */
function mark_source_chains(view: View): Reached | null {
  const reached: Reached = new Map();
  for (const hook of BUILTIN_CHAINS[view.kind]) if (!reach(view, hook, hook, reached, new Set())) return null;
  return reached;
}

function reach(view: View, name: string, hook: HookName, reached: Reached, open: Set<string>): boolean {
  if (open.has(name)) return false;
  const hooks = reached.get(name) ?? new Set<HookName>();
  if (hooks.has(hook)) return true;
  reached.set(name, hooks.add(hook));
  open.add(name);
  let fine = true;
  for (const to of view.see(name).jumps) fine &&= reach(view, to, hook, reached, open);
  open.delete(name);
  return fine;
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
