// Where an event is in the drawing, and the way from one event to the next.
import type { Level, Trace, TraceEvent } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { type StackPlace, stackPlaceOf } from '../../engine/trace/stack_place.ts';
import { enclosing } from '../../engine/trace/steps.ts';
import {
  barPlace,
  devicePlace,
  type Graph,
  type PlaceKey,
  segmentPlace,
  stackPlace,
  wayBetween,
  wirePlace,
} from './graph.ts';
import type { Point } from './stack.ts';

export interface Map2d {
  readonly trace: Trace;
  readonly outline: Outline;
  readonly graph: Graph;
}

function inStack({ graph }: Map2d, ns: number, place: StackPlace): PlaceKey {
  const key = stackPlace(ns, place);
  return graph.places.has(key) ? key : stackPlace(ns, 'local');
}

function ofDevice({ outline, graph }: Map2d, event: TraceEvent): PlaceKey {
  const key = devicePlace(event.dev);
  if (graph.places.has(key)) return key;
  return outline.devices[event.dev]?.kind === 'loopback'
    ? stackPlace(event.ns, 'local')
    : stackPlace(event.ns, 'PREROUTING');
}

/** Does the bridge call the hook (br_netfilter)? Then the packet stays on its port. */
function onBridge({ trace, outline }: Map2d, index: number): boolean {
  const hop = trace.events[enclosing(trace, index, 'hop')]!;
  return (outline.devices[hop.dev]?.bridge ?? -1) >= 0;
}

/** Whatever ended here ended where the packet was: the place of the stage before, inside the same hop. */
function placeBefore(map: Map2d, index: number): PlaceKey {
  const { events } = map.trace;
  const hop = enclosing(map.trace, index, 'hop');
  const { parent } = events[index]!;
  for (let at = index - 1; at > hop; at--) {
    const { did, level } = events[at]!;
    if (level === 'stage' && did.kind !== 'consume' && did.kind !== 'drop') return placeOf(map, at);
  }
  return placeOf(map, parent >= 0 ? parent : hop);
}

/** The place of one event. */
export function placeOf(map: Map2d, index: number): PlaceKey {
  const { trace, graph } = map;
  const event = trace.events[index]!;
  const { did, ns, dev, parent } = event;
  if (event.level === 'rule') return placeOf(map, parent);
  if (did.kind === 'drop' || did.kind === 'consume')
    return parent < 0 ? ofDevice(map, event) : placeBefore(map, index);
  if (did.kind === 'bridge') {
    const port = map.outline.devices.find((device) => device.ns === ns && device.name === did.port);
    const bridge = map.outline.devices.find((device) => device.ns === ns && device.name === did.bridge);
    const key = port ? barPlace(port.id) : devicePlace(bridge?.id ?? dev);
    return graph.places.has(key) ? key : ofDevice(map, event);
  }
  if (did.kind === 'segment')
    return graph.places.has(wirePlace(dev)) ? wirePlace(dev) : segmentPlace(did.segment);
  const part = stackPlaceOf(trace, index);
  if (part && onBridge(map, index)) return ofDevice(map, trace.events[enclosing(trace, index, 'hop')]!);
  if (part) return inStack(map, ns, part);
  return dev >= 0 ? ofDevice(map, event) : inStack(map, ns, 'local');
}

/** The places of a hop's stages up to one of them, without repetition: of one packet, or of whatever passed there. */
function stations(map: Map2d, origin: number, until: number, skb: number | null): PlaceKey[] {
  const { events } = map.trace;
  const places: PlaceKey[] = [];
  for (let at = origin; at <= until; at++) {
    const event = events[at]!;
    if (event.level === 'rule' || (skb !== null && event.skb !== skb && at !== until)) continue;
    const place = placeOf(map, at);
    if (place !== places.at(-1)) places.push(place);
  }
  return places;
}

function join(graph: Graph, places: readonly PlaceKey[]): Point[] | undefined {
  const points: Point[] = [];
  for (let index = 1; index < places.length; index++) {
    const way = wayBetween(graph, places[index - 1]!, places[index]!);
    if (!way) return undefined;
    points.push(...(points.length > 0 ? way.slice(1) : way));
  }
  if (points.length > 0) return points;
  const only = graph.places.get(places[0] ?? '');
  return only ? [only] : undefined;
}

/**
 * The way to a hop from the hop that caused it, through the stages passed there. `whole`: from that hop's own device, also
 * when it was another packet that came there; else only where this packet itself has been.
 */
export function wayToHop(map: Map2d, hop: number, whole: boolean): Point[] | undefined {
  const { cause, skb } = map.trace.events[hop]!;
  const origin = originOf(map.trace, hop);
  if (origin < 0 || origin >= hop) return undefined;
  const { graph } = map;
  const to = placeOf(map, hop);
  const passed = stations(map, origin, cause, whole ? null : skb);
  return join(graph, [...passed, to]) ?? join(graph, [placeOf(map, whole ? origin : cause), to]);
}

/** The hop a hop was brought about by; -1 if none. */
export function originOf(trace: Trace, hop: number): number {
  const { cause } = trace.events[hop]!;
  return cause < 0 ? -1 : enclosing(trace, cause, 'hop');
}

/** The way from one step's event to another's; undefined when they do not follow from each other. */
export function wayBetweenEvents(map: Map2d, zoom: Level, from: number, to: number): Point[] | undefined {
  const { trace, graph } = map;
  if (from > to) return wayBetweenEvents(map, zoom, to, from)?.toReversed();
  const hops = [enclosing(trace, from, 'hop'), enclosing(trace, to, 'hop')] as const;
  if (hops[0] === hops[1]) return wayBetween(graph, placeOf(map, from), placeOf(map, to));
  if (originOf(trace, hops[1]) !== hops[0]) return undefined;
  if (zoom === 'hop') return wayToHop(map, hops[1], true);
  const arrival = wayBetween(graph, placeOf(map, from), placeOf(map, hops[1]));
  const onward = wayBetween(graph, placeOf(map, hops[1]), placeOf(map, to));
  return arrival && onward ? [...arrival, ...onward.slice(1)] : wayToHop(map, hops[1], true);
}
