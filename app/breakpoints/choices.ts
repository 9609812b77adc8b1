// What can be stopped at in a namespace, or anywhere: devices, hooks, chains.
import { type Breakpoint, type BreakpointKind, chainAt, hookAt } from '../../engine/trace/breakpoints.ts';
import type { HookName } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import type { TableKind, TableSet } from '../../engine/trace/rows.ts';

/** Kinds that need to be told of what. */
export type PlaceKind = Exclude<BreakpointKind, 'drop' | 'rewrite'>;

/** Documentation/networking/netfilter: the tables of iptables at each hook, in the order in which they are asked. */
const HOOKS: readonly (readonly [HookName, readonly TableKind[]])[] = [
  ['PREROUTING', ['raw', 'mangle', 'nat']],
  ['INPUT', ['mangle', 'nat', 'filter', 'security']],
  ['FORWARD', ['mangle', 'filter', 'security']],
  ['OUTPUT', ['raw', 'mangle', 'nat', 'filter', 'security']],
  ['POSTROUTING', ['mangle', 'nat']],
];

const HOOK_PLACES = HOOKS.flatMap(([hook, tables]) => [
  hookAt('', hook),
  ...tables.map((table) => hookAt(table, hook)),
]);

interface Source {
  readonly outline: Outline;
  readonly base: ReadonlyMap<number, TableSet>;
}

/** The values of `at` there are to choose from; `ns` empty: anywhere. */
export function choicesOf({ outline, base }: Source, kind: PlaceKind, ns: string): readonly string[] {
  const isHere = (id: number) => ns === '' || outline.namespaces[id]!.name === ns;
  switch (kind) {
    case 'namespace':
      return [];
    case 'hook':
      return HOOK_PLACES;
    case 'device':
      return unique(outline.devices.filter((device) => isHere(device.ns)).map(({ name }) => name));
    case 'chain':
    case 'rule':
      return unique(
        [...base]
          .filter(([id]) => isHere(id))
          .flatMap(([, { chain }]) => [...chain.values()].map((row) => chainAt(row.table, row.chain))),
      );
  }
}

const unique = (names: readonly string[]) => [...new Set(names)];

/** Rules of a chain in a namespace, as they are written; 0 is the policy. */
export function ruleText({ outline, base }: Source, { ns, at }: Breakpoint): string | null {
  const id = outline.namespaces.findIndex(({ name }) => name === ns);
  return base.get(id)?.rule.get(at)?.spec ?? null;
}
