// What is registered at the hooks of a namespace, in the order in which a hook calls it: computed from its tables.
import type { HookName } from '../../../engine/trace/events.ts';
import { atHook, HOOK_NAMES, type Registrant } from '../../../engine/trace/hooks.ts';
import type { ChainRow, Rows, RuleRow, TableKind } from '../../../engine/trace/rows.ts';

/** confirm: the entry of a connection is kept when its first packet has come through. */
export type Part = TableKind | 'conntrack' | 'confirm' | 'ipvs';

export interface Registered {
  readonly hook: HookName;
  readonly part: Part;
  readonly priority: number;
  /** Of tables: rules in the built-in chain, and its policy; null for the others. */
  readonly rules: number | null;
  readonly policy: 'ACCEPT' | 'DROP' | null;
}

export interface Facts {
  readonly chain: ReadonlyMap<string, ChainRow>;
  readonly rule: ReadonlyMap<string, RuleRow>;
  readonly ipvs: ReadonlyMap<string, Rows['ipvs']>;
  readonly tracks: boolean;
}

export type Hooks = Readonly<Record<HookName, readonly Registered[]>>;

/** Whose work a function is; null for what no picture needs. */
const PARTS: Readonly<Record<Registrant, Part | null>> = {
  defrag: null,
  raw: 'raw',
  conntrack: 'conntrack',
  mangle: 'mangle',
  dstnat: 'nat',
  ipvsLocalReply: 'ipvs',
  ipvsLocalRequest: 'ipvs',
  filter: 'filter',
  security: 'security',
  ipvsReply: 'ipvs',
  ipvsRequest: 'ipvs',
  ipvsForwardIcmp: 'ipvs',
  ipvsForwardReply: 'ipvs',
  srcnat: 'nat',
  confirm: 'confirm',
};

export const chainKey = (table: TableKind, chain: string): string => `${table}:${chain}:0`;

/** How many rules each chain has, by `table:chain`. */
export function ruleCounts(rules: Facts['rule']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { table, chain } of rules.values()) {
    const key = chainKey(table, chain);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

export function hooksOf({ chain, rule, ipvs, tracks }: Facts): Hooks {
  const counts = ruleCounts(rule);
  const serves = [...ipvs.values()].some(({ kind }) => kind === 'service');
  const there = (part: Part, own: ChainRow | undefined) =>
    part === 'ipvs' ? serves : part === 'conntrack' || part === 'confirm' ? tracks : own !== undefined;
  const at = (hook: HookName): Registered[] => {
    const parts = new Map<Part, Registered>();
    for (const { name, priority, table } of atHook(hook)) {
      const part = PARTS[name];
      const key = table && chainKey(table, hook);
      const own = key === undefined ? undefined : chain.get(key);
      if (part === null || parts.has(part) || !there(part, own)) continue;
      const rules = key === undefined ? null : (counts.get(key) ?? 0);
      parts.set(part, { hook, part, priority, rules, policy: own?.policy ?? null });
    }
    return [...parts.values()];
  };
  return Object.fromEntries(HOOK_NAMES.map((hook) => [hook, at(hook)])) as Record<HookName, Registered[]>;
}
