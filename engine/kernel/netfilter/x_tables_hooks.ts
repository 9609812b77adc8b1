// net/ipv4/netfilter/iptable_*.c: the tables, in the order the kernel's hooks run them, and the built-in chains each has.
import type { HookName } from '../../trace/events.ts';
import { hooksOfTable } from '../../trace/hooks.ts';
import type { TableKind } from '../../trace/rows.ts';

export const BUILTIN_CHAINS: Readonly<Record<TableKind, readonly HookName[]>> = {
  raw: hooksOfTable('raw'),
  mangle: hooksOfTable('mangle'),
  nat: hooksOfTable('nat'),
  filter: hooksOfTable('filter'),
  security: hooksOfTable('security'),
};

export const TABLE_KINDS = Object.keys(BUILTIN_CHAINS) as readonly TableKind[];

export function isTableKind(text: string): text is TableKind {
  return Object.hasOwn(BUILTIN_CHAINS, text);
}

export const isBuiltin = (kind: TableKind, chain: string) =>
  (BUILTIN_CHAINS[kind] as readonly string[]).includes(chain);
