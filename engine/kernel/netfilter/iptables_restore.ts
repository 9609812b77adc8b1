// iptables/iptables-restore.c: the text iptables-save writes, read back into tables.
import { ok, problem, type Result } from '../../problem.ts';
import type { TableKind } from '../../trace/rows.ts';
import { parseRule } from './rule_parse.ts';
import type { Chain, ParseContext, XtTable } from './types.ts';
import { splitWords } from './words.ts';
import { BUILTIN_CHAINS } from './x_tables.ts';

/** XT_EXTENSION_MAXNAMELEN: a chain's name has at most 28 characters. */
const MAX_CHAIN_NAME = 28;

const where = (line: number) => `iptables line ${line + 1}`;

const NOTHING_THERE: ParseContext = { hasSet: () => false };

/** `context`: what rules may name in the namespace they are for. */
export function parseIptablesSave(text: string, context = NOTHING_THERE): Result<XtTable[]> {
  const tables: XtTable[] = [];
  let table: XtTable | null = null;
  for (const [number, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('*')) {
      if (table) return problem(where(number), 'a table begins before the last one was committed', 'COMMIT');
      const kind = line.slice(1);
      if (!isTableKind(kind))
        return problem(where(number), `there is no table "${kind}"`, 'raw, mangle, nat or filter');
      table = emptyTable(kind);
    } else if (!table) {
      return problem(where(number), `found "${line.slice(0, 60)}" outside a table`, '*TABLE');
    } else if (line === 'COMMIT') {
      const lost = danglingJump(table);
      if (lost) return problem(where(number), `a rule jumps to chain "${lost}", which does not exist`);
      tables.push(table);
      table = null;
    } else {
      const error = line.startsWith(':') ? readChain(table, line) : readRule(table, line, context);
      if (error) return problem(where(number), error);
    }
  }
  if (table) return problem('iptables, at the end', `table ${table.kind} is not committed`, 'COMMIT');
  const loop = tables.map(chainLoop).find((each) => each !== null);
  return loop ? problem('iptables', `chain "${loop}" jumps to itself in the end`) : ok(tables);
}

function isTableKind(text: string): text is TableKind {
  return text in BUILTIN_CHAINS;
}

/** A freshly loaded table: its built-in chains, empty, all accepting. */
function emptyTable(kind: TableKind): XtTable {
  const chains = new Map<string, Chain>();
  for (const name of BUILTIN_CHAINS[kind]) chains.set(name, { name, policy: 'ACCEPT', rules: [] });
  return { kind, chains };
}

/** `:FORWARD DROP [0:0]`, `:KUBE-SERVICES - [0:0]`. */
function readChain({ chains }: XtTable, line: string): string | null {
  const [name = '', policy = ''] = line.slice(1).split(/\s+/);
  const existing = chains.get(name);
  if (existing?.policy) {
    if (policy !== 'ACCEPT' && policy !== 'DROP')
      return `built-in chain ${name} cannot have the policy "${policy}"`;
    existing.policy = policy;
    return null;
  }
  if (policy !== '-') return `"${name}" is no built-in chain of this table, so it has no policy`;
  if (name === '' || name.length > MAX_CHAIN_NAME)
    return `chain name "${name.slice(0, 40)}" must have 1 to ${MAX_CHAIN_NAME} characters`;
  chains.set(name, { name, policy: null, rules: [] });
  return null;
}

/** `-A CHAIN …`, perhaps with counters in front: `[12:345] -A CHAIN …`. */
function readRule(table: XtTable, line: string, context: ParseContext): string | null {
  const words = splitWords(line.replace(/^\[\d+:\d+\]\s+/, ''));
  if (!words) return 'a quote is not closed';
  const [command, name = '', ...rest] = words;
  if (command !== '-A' && command !== '-I') return `found "${command ?? ''}", expected -A CHAIN`;
  const chain = table.chains.get(name);
  if (!chain) return `chain "${name.slice(0, 40)}" does not exist`;
  const rule = parseRule(table.kind, rest, context);
  if (!rule.ok) return rule.problem.what;
  if (command === '-A') chain.rules.push(rule.value);
  else chain.rules.unshift(rule.value);
  return null;
}

function danglingJump({ chains }: XtTable): string | null {
  for (const { rules } of chains.values()) {
    for (const { target } of rules)
      if (target.kind === 'jump' && !chains.has(target.chain)) return target.chain;
  }
  return null;
}

/** mark_source_chains: jumps must not come round to where they began. */
function chainLoop({ chains }: XtTable): string | null {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): string | null => {
    if (state.get(name) === 'done') return null;
    if (state.get(name) === 'open') return name;
    state.set(name, 'open');
    for (const { target } of chains.get(name)?.rules ?? []) {
      const loop = target.kind === 'jump' ? visit(target.chain) : null;
      if (loop) return loop;
    }
    state.set(name, 'done');
    return null;
  };
  for (const name of chains.keys()) {
    const loop = visit(name);
    if (loop) return loop;
  }
  return null;
}
