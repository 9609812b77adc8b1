// Which panes there are, which tables they show, and which one a step speaks of.
import type { Did, DropReason, Level, Trace } from '../../engine/trace/events.ts';
import type { TableName } from '../../engine/trace/rows.ts';
import { enclosing, eventAt, eventOfStep } from '../../engine/trace/steps.ts';

export const PANES = [
  { id: 'routes', command: 'ip route' },
  { id: 'iptables', command: 'iptables -nvL' },
  { id: 'netfilter', command: null },
  { id: 'neighbours', command: 'ip neigh' },
  { id: 'fdb', command: 'bridge fdb' },
  { id: 'links', command: 'ip addr' },
  { id: 'sysctl', command: 'sysctl -a' },
  { id: 'conntrack', command: 'conntrack -L' },
  { id: 'cluster', command: 'kubectl get' },
] as const;

export type PaneId = (typeof PANES)[number]['id'];

export function isPane(text: string): text is PaneId {
  return PANES.some(({ id }) => id === text);
}

/** The pane in which a table's rows are seen; null for those that have none. */
export const PANE_OF_TABLE: Readonly<Record<TableName, PaneId | null>> = {
  link: 'links',
  sysctl: 'sysctl',
  route: 'routes',
  fibrule: 'routes',
  neigh: 'neighbours',
  fdb: 'fdb',
  chain: 'iptables',
  rule: 'iptables',
  counter: 'iptables',
  conntrack: 'conntrack',
  ipset: null,
  ipvs: null,
};

const PANE_OF_KIND: Readonly<Partial<Record<Did['kind'], PaneId>>> = {
  fdb: 'fdb',
  timer: 'neighbours',
  route: 'routes',
  bridge: 'fdb',
  neigh: 'neighbours',
  arp: 'neighbours',
  table: 'iptables',
  walk: 'iptables',
  nat: 'iptables',
  conntrack: 'conntrack',
};

/** Where one sees why a packet was dropped. */
const PANE_OF_DROP: Readonly<Partial<Record<DropReason, PaneId>>> = {
  NETFILTER_DROP: 'iptables',
  NO_TX_TARGET: 'fdb',
  NEIGH_FAILED: 'neighbours',
  NEIGH_QUEUEFULL: 'neighbours',
  IP_RPFILTER: 'routes',
  IP_OUTNOROUTES: 'routes',
  IP_INNOROUTES: 'routes',
  IP_INADDRERRORS: 'routes',
};

function paneOf(did: Did): PaneId | null {
  return (did.kind === 'drop' ? PANE_OF_DROP[did.reason] : PANE_OF_KIND[did.kind]) ?? null;
}

/** In a hop much happens; the first of these that did names the pane. */
const TELLING: readonly Did['kind'][] = [
  'fdb',
  'route',
  'bridge',
  'neigh',
  'arp',
  'timer',
  'table',
  'conntrack',
];

function paneOfHop(trace: Trace, hop: number): PaneId | null {
  const kinds = new Set<Did['kind']>();
  for (let index = hop; index <= trace.events[hop]!.end; index++) {
    const { did } = trace.events[index]!;
    if (did.kind === 'drop' && PANE_OF_DROP[did.reason]) return PANE_OF_DROP[did.reason]!;
    kinds.add(did.kind);
  }
  const telling = TELLING.find((kind) => kinds.has(kind));
  return telling ? (PANE_OF_KIND[telling] ?? null) : null;
}

/** The pane a step speaks of; where it speaks of none, that of the last step that did. */
export function paneAt(trace: Trace, zoom: Level, tick: number): PaneId {
  let index = eventOfStep(trace, zoom, tick);
  while (index >= 0) {
    const event = trace.events[index]!;
    const pane = zoom === 'hop' ? paneOfHop(trace, index) : paneOf(event.did);
    if (pane) return pane;
    index = zoom === 'hop' && index > 0 ? enclosing(trace, index - 1, 'hop') : index - 1;
  }
  return 'routes';
}

/** The events a step tells of: a hop with all inside it, a stage, or the rules tried so far in one table. */
export function scopeAt(
  trace: Trace,
  zoom: Level,
  tick: number,
): { readonly first: number; readonly last: number } {
  const last = eventAt(trace, tick);
  const own = eventOfStep(trace, zoom, tick);
  return { first: trace.events[own]!.level === 'rule' ? enclosing(trace, own, 'stage') : own, last };
}
