// enum nf_ip_hook_priorities (include/uapi/linux/netfilter_ipv4.h): who is registered at which hook, in the order they are called.
import type { HookName } from './events.ts';
import type { TableKind } from './rows.ts';

export const HOOK_NAMES: readonly HookName[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

interface Ops {
  readonly priority: number;
  readonly hooks: readonly HookName[];
  /** The table of iptables that is walked there. */
  readonly table?: TableKind;
}

const OPS = {
  defrag: { priority: -400, hooks: ['PREROUTING', 'OUTPUT'] },
  raw: { priority: -300, hooks: ['PREROUTING', 'OUTPUT'], table: 'raw' },
  conntrack: { priority: -200, hooks: ['PREROUTING', 'OUTPUT'] },
  mangle: { priority: -150, hooks: HOOK_NAMES, table: 'mangle' },
  dstnat: { priority: -100, hooks: ['PREROUTING', 'OUTPUT'], table: 'nat' },
  ipvsLocalReply: { priority: -99, hooks: ['OUTPUT'] },
  ipvsLocalRequest: { priority: -98, hooks: ['OUTPUT'] },
  filter: { priority: 0, hooks: ['INPUT', 'FORWARD', 'OUTPUT'], table: 'filter' },
  security: { priority: 50, hooks: ['INPUT', 'FORWARD', 'OUTPUT'], table: 'security' },
  ipvsReply: { priority: 98, hooks: ['INPUT'] },
  ipvsRequest: { priority: 99, hooks: ['INPUT'] },
  ipvsForwardIcmp: { priority: 99, hooks: ['FORWARD'] },
  ipvsForwardReply: { priority: 100, hooks: ['FORWARD'] },
  srcnat: { priority: 100, hooks: ['INPUT', 'POSTROUTING'], table: 'nat' },
  confirm: { priority: 0x7fffffff, hooks: ['INPUT', 'POSTROUTING'] },
} as const satisfies Readonly<Record<string, Ops>>;

export type Registrant = keyof typeof OPS;

export interface HookOps extends Ops {
  readonly name: Registrant;
}

const ALL = Object.entries<Ops>(OPS).map(([name, ops]) => ({ ...ops, name: name as Registrant }));

/** What is called at a hook, first things first. */
export const atHook = (hook: HookName): readonly HookOps[] =>
  ALL.filter(({ hooks }) => hooks.includes(hook)).sort((a, b) => a.priority - b.priority);

/** The hooks at which a table has a chain. */
export const hooksOfTable = (table: TableKind): readonly HookName[] =>
  HOOK_NAMES.filter((hook) => atHook(hook).some((ops) => ops.table === table));
