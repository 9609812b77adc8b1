// The way of one packet over its whole life: pieces of the drawing, each with the event that takes it there.
import type { Level, Trace, TraceEvent } from '../../engine/trace/events.ts';
import { enclosing, lastTick } from '../../engine/trace/steps.ts';
import { devicePlace, wayBetween } from './graph.ts';
import { type Map2d, placeOf } from './route.ts';
import type { Point } from './stack.ts';

/** A hop of the packet on its path. */
interface Mark {
  /** Event index of the hop. */
  readonly hop: number;
  readonly point: Point;
}

interface Leg {
  readonly index: number;
  readonly path: string;
}

interface Drop {
  readonly index: number;
  readonly point: Point;
}

export interface Journey {
  readonly skb: number;
  readonly legs: readonly Leg[];
  readonly marks: readonly Mark[];
  readonly drops: readonly Drop[];
}

export function svgPath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join('');
}

/** The event at which the packet was before: for a hop the one that caused it, for a stage the one before it. */
function comingFrom(trace: Trace, index: number, last: number): number {
  const { level, cause } = trace.events[index]!;
  return level === 'hop' && cause >= 0 ? cause : last;
}

function legTo(map: Map2d, from: number, to: number): Leg | undefined {
  const [a, b] = [placeOf(map, from), placeOf(map, to)];
  const way = a === b ? undefined : wayBetween(map.graph, a, b);
  return way && { index: to, path: svgPath(way) };
}

function marksOf({ trace, graph }: Map2d, events: readonly number[]): Mark[] {
  const taken = new Map<number, number>();
  return events.flatMap((hop) => {
    const { dev, level } = trace.events[hop]!;
    const at = graph.places.get(devicePlace(dev));
    if (level !== 'hop' || !at) return [];
    const nth = taken.get(dev) ?? 0;
    taken.set(dev, nth + 1);
    return [{ hop, point: { x: at.x - 11, y: at.y - 5 + 8 * nth } }];
  });
}

const ends = ({ did }: TraceEvent) => did.kind === 'drop';

function build(map: Map2d, skb: number): Journey {
  const { trace, graph } = map;
  const own: number[] = [];
  const legs: Leg[] = [];
  trace.events.forEach((event, index) => {
    if (event.skb !== skb || event.level === 'rule') return;
    const from = comingFrom(trace, index, own.at(-1) ?? -1);
    own.push(index);
    const leg = from < 0 ? undefined : legTo(map, from, index);
    if (leg) legs.push(leg);
  });
  const drops = own.flatMap((index) => {
    const point = ends(trace.events[index]!) ? graph.places.get(placeOf(map, index)) : undefined;
    return point ? [{ index, point }] : [];
  });
  return { skb, legs, marks: marksOf(map, own), drops };
}

/** Journeys are worked out when first asked for. */
export function journeys(map: Map2d): (skb: number) => Journey {
  const known = new Map<number, Journey>();
  return (skb) => {
    const journey = known.get(skb) ?? build(map, skb);
    known.set(skb, journey);
    return journey;
  };
}

/** The path behind the packet and the path before it, when it is at an event. */
export function splitPath(journey: Journey, index: number): { past: string; future: string } {
  const past = journey.legs.filter((leg) => leg.index <= index);
  const future = journey.legs.filter((leg) => leg.index > index);
  return { past: past.map((leg) => leg.path).join(''), future: future.map((leg) => leg.path).join('') };
}

/** The tick a click on a mark goes to: the end of that hop at zoom hop, else its beginning. */
export function markTick(trace: Trace, zoom: Level, hop: number): number {
  return zoom === 'hop' ? lastTick(trace, hop) : trace.ticks[hop]!;
}

/** A packet that waits for its neighbour's address, from one event until another. */
export interface Wait {
  readonly from: number;
  readonly until: number;
  readonly point: Point;
  /** Beside a process there is room to the right, before a hook only below. */
  readonly label: 'right' | 'below';
}

export function waitsOf(map: Map2d): Wait[] {
  const { trace, graph } = map;
  return trace.events.flatMap(({ did, skb }, from) => {
    const place = did.kind === 'neigh' && did.result === 'queued' ? placeOf(map, from) : '';
    const point = graph.places.get(place);
    if (!point) return [];
    const end = trace.events[enclosing(trace, from, 'hop')]!.end;
    const next = trace.events.findIndex((event, index) => index > end && event.skb === skb);
    return [
      {
        from: end,
        until: next < 0 ? trace.events.length : next,
        point,
        label: place.endsWith(':local') ? 'right' : 'below',
      },
    ];
  });
}
