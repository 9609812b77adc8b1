// The map as places joined by one-way lines, and a packet's way over it.
import type { Trace } from '../../../engine/trace/events.ts';
import type { Pass } from '../../../engine/trace/passes.ts';
import { type StackPlace, stackPlaceOf } from '../../../engine/trace/stack_place.ts';

export type Spot = StackPlace | 'in' | 'bridge' | 'out';

/** Where a packet can go from each place. By INPUT to `routeOut` goes what IPVS sends on to another host. */
export const LINES: readonly (readonly [Spot, Spot])[] = [
  ['in', 'PREROUTING'],
  ['in', 'bridge'],
  ['PREROUTING', 'bridge'],
  ['PREROUTING', 'routeIn'],
  ['bridge', 'PREROUTING'],
  ['bridge', 'routeIn'],
  ['bridge', 'FORWARD'],
  ['bridge', 'out'],
  ['routeIn', 'FORWARD'],
  ['routeIn', 'INPUT'],
  ['INPUT', 'local'],
  ['INPUT', 'routeOut'],
  ['local', 'routeOut'],
  ['routeOut', 'OUTPUT'],
  ['OUTPUT', 'POSTROUTING'],
  ['FORWARD', 'POSTROUTING'],
  ['POSTROUTING', 'out'],
];

export interface Stop {
  readonly spot: Spot;
  /** The tick with which it is reached. */
  readonly from: number;
}

/** Sockets are where these end. */
const BY_SOCKETS = new Set(['NO_SOCKET', 'TCP_FLAGS', 'TCP_INVALID_SEQUENCE']);

/** Where on the map an event of a way is; null: where the packet was already. */
export function spotOf(trace: Trace, index: number): Spot | null {
  const { did } = trace.events[index]!;
  switch (did.kind) {
    case 'receive':
      return trace.events[index]!.cause >= 0 && isBridged(trace, index) ? 'bridge' : 'in';
    case 'bridge':
      return did.port === null ? 'out' : 'bridge';
    case 'transmit':
    case 'neigh':
    case 'fragment':
    case 'veth':
    case 'segment':
      return 'out';
    case 'encap':
    case 'decap':
    case 'tcp':
      return 'local';
    case 'icmp':
      return did.about === 'error' || did.about === 'turned' ? null : 'local';
    case 'drop':
      return BY_SOCKETS.has(did.reason) ? 'local' : null;
    default:
      return stackPlaceOf(trace, index) ?? null;
  }
}

const isBridged = (trace: Trace, index: number) =>
  trace.events[trace.events[index]!.cause]!.did.kind === 'bridge';

/** Lines that are not there when the bridge calls the hooks itself (br_netfilter), and those that are only there then. */
const UNLESS_CALLED = new Set(['in bridge', 'bridge PREROUTING', 'bridge out']);
const WHEN_CALLED = new Set(['PREROUTING bridge', 'bridge routeIn', 'bridge FORWARD']);

const isOpen = (line: string, called: boolean) => !(called ? UNLESS_CALLED : WHEN_CALLED).has(line);

/** The shortest way from one place to another along the lines, without the first; undefined: there is none. */
function between(from: Spot, to: Spot, called: boolean): readonly Spot[] | undefined {
  const ways: (readonly Spot[])[] = [[from]];
  const seen = new Set<Spot>([from]);
  for (const way of ways) {
    const last = way[way.length - 1]!;
    if (last === to) return way.slice(1);
    for (const [start, end] of LINES) {
      if (start !== last || seen.has(end) || !isOpen(`${start} ${end}`, called)) continue;
      seen.add(end);
      ways.push([...way, end]);
    }
  }
  return undefined;
}

/** Place on a way of the bridge's decision where to send what has come in; -1: there is none. */
const decisionOn = (trace: Trace, events: readonly number[]) =>
  events.findIndex((index) => {
    const { did } = trace.events[index]!;
    return did.kind === 'bridge' && did.port !== null;
  });

/** Does the bridge call the hooks? Then connections are looked up before it decides, and tables know the port. */
function isCalled(trace: Trace, events: readonly number[], decision: number): boolean {
  return events.some((index, at) => {
    const { did } = trace.events[index]!;
    return did.kind === 'table' ? did.physin !== null : did.kind === 'conntrack' && at < decision;
  });
}

/**
 * The places of a way in order, those without anything to tell included. What leads back is looked up from where the packet
 * is (IPVS asks for a route, and INPUT goes on), so the packet stays.
 */
export function wayOf(trace: Trace, { events }: Pass): readonly Stop[] {
  const first = events[0]!;
  const decision = decisionOn(trace, events);
  const called = isCalled(trace, events, decision);
  const begin: Spot = trace.events[first]!.did.kind === 'receive' ? 'in' : 'local';
  const stops: Stop[] = [{ spot: begin, from: trace.ticks[first]! }];
  events.forEach((index, at) => {
    const found = spotOf(trace, index);
    // What is sent before the bridge has decided is a frame that it turns to another neighbour.
    const spot = found === 'out' && at < decision ? 'bridge' : found;
    const last = stops[stops.length - 1]!.spot;
    if (spot === null || spot === last) return;
    const from = trace.ticks[index]!;
    for (const next of between(last, spot, called) ?? []) stops.push({ spot: next, from });
  });
  return stops;
}
