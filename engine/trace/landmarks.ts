// What a step is called so that it is known again in another network: places by their part in the story, packets by what they are for.
import { type Frame, type Layer, layersOf } from '../wire/frame.ts';
import {
  type Did,
  failedPartName,
  type Trace,
  type TraceEvent,
  type Walk,
  type WalkOutcome,
} from './events.ts';
import type { Outline } from './outline.ts';
import { ruleOffset } from './steps.ts';

/** One of two networks that are held against each other, and what happened in it. */
export interface Side {
  readonly trace: Trace;
  readonly outline: Outline;
}

/** Names that mean the same in both networks: those that both have. */
export interface Shared {
  readonly namespaces: ReadonlySet<string>;
  /** `NAMESPACE DEVICE` */
  readonly devices: ReadonlySet<string>;
  readonly chains: ReadonlySet<string>;
}

const inBoth = (left: Iterable<string>, right: Iterable<string>): Set<string> => {
  const known = new Set(left);
  return new Set([...right].filter((name) => known.has(name)));
};

export function deviceName(outline: Outline, dev: number): string | null {
  const device = outline.devices[dev];
  return device ? `${outline.namespaces[device.ns]!.name} ${device.name}` : null;
}

const namespacesOf = ({ outline }: Side) => outline.namespaces.map(({ name }) => name);
const devicesOf = ({ outline }: Side) => outline.devices.map(({ id }) => deviceName(outline, id)!);
const chainsOf = ({ trace }: Side) =>
  new Set(trace.events.flatMap(({ did }) => (did.kind === 'walk' ? [did.chain] : [])));

export function sharedNames(left: Side, right: Side): Shared {
  return {
    namespaces: inBoth(namespacesOf(left), namespacesOf(right)),
    devices: inBoth(devicesOf(left), devicesOf(right)),
    chains: inBoth(chainsOf(left), chainsOf(right)),
  };
}

/** Nothing but the parts that places play: as if no place were called the same. */
export const byParts = ({ chains }: Shared): Shared => ({
  namespaces: new Set(),
  devices: new Set(),
  chains,
});

/** A name that both networks have stands for itself; others for their part: where the probe starts or elsewhere, host or inside. */
function spaceKey({ trace, outline }: Side, { namespaces }: Shared, ns: number): string {
  const { name, machine, root } = outline.namespaces[ns]!;
  if (namespaces.has(name)) return name;
  const origin = outline.namespaces[trace.events[0]!.ns]!.machine;
  return `${machine === origin ? 'here' : 'there'} ${root ? 'host' : 'inside'}`;
}

function deviceKey(side: Side, shared: Shared, { ns, dev }: TraceEvent): string {
  const name = deviceName(side.outline, dev);
  if (name !== null && shared.devices.has(name)) return name;
  return `${spaceKey(side, shared, ns)} ${side.outline.devices[dev]?.kind ?? ''}`;
}

/** The layer that says what a packet is for: the innermost but for the data. */
function purposeOf(frame: Frame): Layer {
  return layersOf(frame).findLast(({ layer }) => layer !== 'data') ?? frame;
}

/** Who asks has a port by lot, above those that services have: it tells the way there from the way back. */
const direction = ({ sport, dport }: { readonly sport: number; readonly dport: number }) =>
  sport > dport ? 'there' : 'back';

function packetKey(frame: Frame): string {
  const layer = purposeOf(frame);
  switch (layer.layer) {
    case 'arp':
      return `arp ${layer.op}`;
    case 'icmp':
      return `icmp ${layer.type}`;
    case 'tcp':
      return `tcp ${layer.flags} ${direction(layer)}`;
    case 'udp':
      return `udp ${direction(layer)}`;
    default:
      return layer.layer;
  }
}

/** Headers of tunnels around a packet. */
function depthOf(frame: Frame): number {
  return layersOf(frame).filter(({ layer }) => layer === 'ipv4').length;
}

/** What kind of decision it is, but not what was decided. */
function didKey(did: Exclude<Did, Walk>): string {
  switch (did.kind) {
    case 'table':
      return `table ${did.hook} ${did.table}`;
    case 'conntrack':
      return `conntrack ${did.action === 'confirm'}`;
    case 'nat':
      return `nat ${did.manip}`;
    case 'ipvs':
      return `ipvs ${did.action === 'translated' ? did.manip : ''}`;
    case 'encap':
    case 'decap':
      return `${did.kind} ${did.tunnel}`;
    case 'icmp':
      return `icmp ${did.about}`;
    default:
      return did.kind;
  }
}

/** What IP does is done by a namespace, by whatever device the packet comes or goes; and it is done anew for each header. */
const OF_NAMESPACES: ReadonlySet<Did['kind']> = new Set<Did['kind']>([
  'route',
  'ttl',
  'table',
  'walk',
  'conntrack',
  'nat',
  'ipvs',
  'reassembly',
  'fragment',
  'defrag',
  'tcp',
  'icmp',
  'deliver',
]);

export const isOfNamespace = ({ kind }: Did): boolean => OF_NAMESPACES.has(kind);

function outcomeKey(outcome: WalkOutcome, chains: ReadonlySet<string>): string {
  switch (outcome.kind) {
    case 'jump':
      return `jump ${chains.has(outcome.chain) ? outcome.chain : ''}`;
    case 'verdict':
    case 'policy':
      return `${outcome.kind} ${outcome.verdict}`;
    case 'nat':
    case 'continue':
      return `${outcome.kind} ${outcome.target}`;
    default:
      return outcome.kind;
  }
}

function walkKey(walk: Walk, { chains }: Shared, offset: number): string {
  const chain = chains.has(walk.chain) ? walk.chain : '';
  const code = walk.failed[offset] ?? 0;
  const came = code === 0 ? outcomeKey(walk.outcome, chains) : failedPartName(code);
  return `${walk.table} ${chain} ${came}`;
}

/** What an event is called; of a walk, its rule at a tick. */
export function keyOf(side: Side, shared: Shared, index: number, tick: number): string {
  const event = side.trace.events[index]!;
  const { did, frame, fn } = event;
  const packet = frame ? packetKey(frame) : '';
  const place = isOfNamespace(did)
    ? `${spaceKey(side, shared, event.ns)} ${frame ? depthOf(frame) : ''}`
    : deviceKey(side, shared, event);
  const what = did.kind === 'walk' ? walkKey(did, shared, ruleOffset(side.trace, index, tick)) : didKey(did);
  return `${place}|${fn}|${what}|${packet}`;
}
