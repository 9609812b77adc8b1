// In what two steps differ that are each other's counterpart. Names and addresses may be others in another network, as long as
// they are so throughout.
import { formatIpv4 } from '../wire/address.ts';
import { type Frame, type Layer, layersOf } from '../wire/frame.ts';
import type { Did, TraceEvent } from './events.ts';
import { deviceName, isOfNamespace, type Shared, type Side } from './landmarks.ts';
import type { Outline } from './outline.ts';

/** What tells most comes first. `rules`: how many were tried, in which chains. `inside`: what else was done there. */
export const ASPECTS = [
  'headers',
  'route',
  'verdict',
  'decision',
  'rules',
  'source',
  'destination',
  'ttl',
  'inside',
  'device',
  'mac',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Do two names stand for the same thing? */
export type SameName = (left: string, right: string) => boolean;

/** Ports from here on are drawn by lot: they are others each time (net.ipv4.ip_local_port_range). */
const PORTS_BY_LOT = 32768;
const PORT = 'port ';
const isByLot = (name: string) => name.startsWith(PORT) && Number(name.slice(PORT.length)) >= PORTS_BY_LOT;

const addressesOf = ({ devices }: Outline) =>
  new Set(
    devices.flatMap(({ mac, addresses }) => [mac, ...addresses.map(({ address }) => formatIpv4(address))]),
  );

/** The port that a probe asks. */
function portAsked({ trace }: Side): string | null {
  const frame = trace.events[0]?.frame;
  const layer = frame && layersOf(frame).find((each) => each.layer === 'tcp' || each.layer === 'udp');
  return layer ? `${PORT}${layer.dport}` : null;
}

/**
 * Names that both networks have mean the same in both. Of all others the first that is met in the place of another stands for it
 * from then on; and so do the ports that the two probes ask.
 */
export function nameMatcher(left: Side, right: Side, shared: Shared): SameName {
  const known = [left, right].map(({ outline }) => addressesOf(outline));
  // An edit may add devices or take some away.
  const fewest = Math.min(left.outline.devices.length, right.outline.devices.length);
  const isSameNetwork = shared.devices.size === fewest;
  const asked = [portAsked(left), portAsked(right)];
  const isFixed = (name: string) =>
    !isByLot(name) &&
    !asked.includes(name) &&
    (isSameNetwork || shared.devices.has(name) || known.every((addresses) => addresses.has(name)));
  const there = new Map<string, string>();
  const back = new Map<string, string>();
  return (mine, theirs) => {
    if (isFixed(mine) || isFixed(theirs)) return mine === theirs;
    if (there.has(mine) || back.has(theirs)) return there.get(mine) === theirs;
    there.set(mine, theirs);
    back.set(theirs, mine);
    return true;
  };
}

/** What a step tells of an aspect: words that have to be the same, and names that have to stand for the same. */
interface Told {
  readonly aspect: Aspect;
  readonly words: string;
  readonly names: readonly string[];
}

const told = (aspect: Aspect, words: readonly unknown[], names: readonly string[] = []): Told => ({
  aspect,
  words: words.join(' '),
  names,
});

function namesIn(layer: Layer): { readonly source: string; readonly destination: string } | null {
  switch (layer.layer) {
    case 'ipv4':
      return { source: formatIpv4(layer.src), destination: formatIpv4(layer.dst) };
    case 'arp':
      return { source: formatIpv4(layer.spa), destination: formatIpv4(layer.tpa) };
    case 'tcp':
    case 'udp':
      return { source: `${PORT}${layer.sport}`, destination: `${PORT}${layer.dport}` };
    default:
      return null;
  }
}

/** Headers are told from the inside out: what is around a packet in one network only is not held against anything. */
function packetTold(frame: Frame): Told[] {
  const layers = layersOf(frame);
  const inwards = layers.toReversed();
  const ends = inwards.flatMap((layer) => namesIn(layer) ?? []);
  const innermost = inwards.find((layer) => layer.layer === 'ipv4');
  return [
    told(
      'headers',
      layers.map(({ layer }) => layer).filter((layer) => layer !== 'data'),
    ),
    told(
      'source',
      [],
      ends.map(({ source }) => source),
    ),
    told(
      'destination',
      [],
      ends.map(({ destination }) => destination),
    ),
    told('ttl', [innermost?.ttl]),
  ];
}

/** By which device, and between whom on its link. */
function linkTold({ outline }: Side, { dev, frame }: TraceEvent): Told[] {
  return [
    told('device', [outline.devices[dev]?.kind], [deviceName(outline, dev) ?? '']),
    told('mac', [], frame?.layer === 'ethernet' ? [frame.src, frame.dst] : []),
  ];
}

/** A device of a namespace by what commands call it. */
function named(
  { outline }: Side,
  ns: number,
  name: string,
): { readonly kind: string; readonly name: string } {
  const device = outline.devices.find((each) => each.ns === ns && each.name === name);
  return { kind: device?.kind ?? '', name: `${outline.namespaces[ns]!.name} ${name}` };
}

type DidOf<Kind extends Did['kind']> = Extract<Did, { kind: Kind }>;

function routeTold(side: Side, ns: number, { result }: DidOf<'route'>): Told {
  switch (result.kind) {
    case 'forward':
    case 'output': {
      const { kind, name } = named(side, ns, result.dev);
      const { gateway } = result;
      const names = gateway === null ? [name] : [name, formatIpv4(gateway)];
      return told('route', [result.kind, kind, gateway !== null], names);
    }
    case 'local':
    case 'broadcast':
      return told('route', [result.kind]);
    case 'error':
      return told('route', [result.kind, result.errno]);
  }
}

function tableTold({ trace }: Side, index: number, { verdict }: DidOf<'table'>): Told[] {
  const { end } = trace.events[index]!;
  let tried = 0;
  const chains: string[] = [];
  for (let at = index + 1; at <= end; at++) {
    const { did } = trace.events[at]!;
    if (did.kind !== 'walk') continue;
    tried += did.tried;
    chains.push(did.chain);
  }
  return [told('verdict', [verdict]), told('rules', [tried], chains)];
}

const decision = (words: readonly unknown[], names: readonly string[] = []) => [
  told('decision', words, names),
];

/** What was decided; nothing of what the packet tells itself. */
function decisionTold(side: Side, index: number): Told[] {
  const { did, ns } = side.trace.events[index]!;
  switch (did.kind) {
    case 'route':
      return [routeTold(side, ns, did)];
    case 'table':
      return tableTold(side, index, did);
    case 'walk':
      return [told('rules', [], [did.chain])];
    case 'bridge':
      return decision(
        [did.entry === null, did.up, did.to.length],
        did.to.map((port) => named(side, ns, port).name),
      );
    case 'neigh':
      return decision([did.result, did.state], [formatIpv4(did.nexthop), did.lladdr ?? '']);
    case 'fdb':
      return decision([did.remote === null], [did.mac, did.remote === null ? '' : formatIpv4(did.remote)]);
    case 'encap':
      return decision([], [formatIpv4(did.remote)]);
    case 'conntrack':
      return decision([did.action, did.state]);
    case 'ipvs':
      return decision([did.action]);
    case 'segment':
      return decision([did.flooded, did.to.length]);
    case 'arp':
      return decision([did.action]);
    case 'timer':
      return decision([did.state, did.asks?.nth], [formatIpv4(did.nexthop)]);
    case 'tcp':
      return decision([did.was, did.state]);
    case 'icmp':
      return decision([did.type, did.code]);
    case 'fragment':
    case 'reassembly':
      return decision([did.pieces]);
    case 'drop':
      return decision([did.reason], [did.detail]);
    case 'send':
    case 'deliver':
      return decision([did.by]);
    case 'command':
      return decision([did.code]);
    default:
      return [];
  }
}

function everythingTold(side: Side, index: number): Told[] {
  const event: TraceEvent = side.trace.events[index]!;
  return [
    ...(event.frame ? packetTold(event.frame) : []),
    ...(isOfNamespace(event.did) ? [] : linkTold(side, event)),
    ...decisionTold(side, index),
  ];
}

function isAlike(mine: Told, theirs: Told, same: SameName): boolean {
  if (mine.words !== theirs.words) return false;
  const both = Math.min(mine.names.length, theirs.names.length);
  return mine.names.slice(0, both).every((name, at) => same(name, theirs.names[at]!));
}

/** In which aspects two events differ that have the same key. */
export function differencesOf(
  left: { readonly side: Side; readonly index: number },
  right: { readonly side: Side; readonly index: number },
  same: SameName,
): Set<Aspect> {
  const theirs = new Map(everythingTold(right.side, right.index).map((each) => [each.aspect, each]));
  const differing = everythingTold(left.side, left.index).filter((mine) => {
    const other = theirs.get(mine.aspect);
    return !other || !isAlike(mine, other, same);
  });
  return new Set(differing.map(({ aspect }) => aspect));
}
