// The drawing as a graph of places, so that a packet moves only along what is drawn. Directed: stacks are one-way.

import type { Outline } from '../../engine/trace/outline.ts';
import type { StackPlace } from '../../engine/trace/stack_place.ts';
import type { Layout } from './layout.ts';
import { type Point, restingPoint, STACK_EDGES } from './stack.ts';

/** `dev:ID`, `bar:PORT` (on the bridge under a port), `wire:DEV` (on the segment under a NIC), `wire:s:SEGMENT`, `stack:NS:PLACE`. */
export type PlaceKey = string;

interface Edge {
  readonly to: PlaceKey;
  readonly points: readonly Point[];
  readonly length: number;
}

export interface Graph {
  readonly places: ReadonlyMap<PlaceKey, Point>;
  readonly edges: ReadonlyMap<PlaceKey, readonly Edge[]>;
}

export const devicePlace = (id: number): PlaceKey => `dev:${id}`;
export const barPlace = (port: number): PlaceKey => `bar:${port}`;
export const wirePlace = (nic: number): PlaceKey => `wire:${nic}`;
export const segmentPlace = (segment: number): PlaceKey => `wire:s:${segment}`;
export const stackPlace = (ns: number, place: StackPlace): PlaceKey => `stack:${ns}:${place}`;

export const distance = (a: Point, b: Point) => Math.hypot(b.x - a.x, b.y - a.y);

export function lengthOf(points: readonly Point[]): number {
  return points.reduce(
    (sum, point, index) => (index === 0 ? 0 : sum + distance(points[index - 1]!, point)),
    0,
  );
}

class Builder {
  readonly places = new Map<PlaceKey, Point>();
  readonly edges = new Map<PlaceKey, Edge[]>();

  place(key: PlaceKey, point: Point): void {
    this.places.set(key, point);
  }

  /** One way, along the points between. */
  way(from: PlaceKey, to: PlaceKey, between: readonly Point[] = []): void {
    const [a, b] = [this.places.get(from), this.places.get(to)];
    if (!a || !b) return;
    const points = [a, ...between, b];
    const edge = { to, points, length: lengthOf(points) };
    const list = this.edges.get(from);
    if (list) list.push(edge);
    else this.edges.set(from, [edge]);
  }

  both(a: PlaceKey, b: PlaceKey, between: readonly Point[] = []): void {
    this.way(a, b, between);
    this.way(b, a, between.toReversed());
  }

  /** Places in a row, in the order of their x. */
  rail(keys: readonly PlaceKey[]): void {
    const sorted = [...keys].sort((a, b) => this.places.get(a)!.x - this.places.get(b)!.x);
    for (let index = 1; index < sorted.length; index++) this.both(sorted[index - 1]!, sorted[index]!);
  }
}

function addStacks(builder: Builder, layout: Layout): void {
  for (const { id, stack } of layout.namespaces) {
    for (const { place } of stack.places) builder.place(stackPlace(id, place), restingPoint(stack, place));
    for (const [from, to] of STACK_EDGES) builder.way(stackPlace(id, from), stackPlace(id, to));
  }
}

function addBridges(builder: Builder, outline: Outline, layout: Layout): void {
  for (const bridge of outline.devices) {
    const bar = layout.devices[bridge.id];
    if (bridge.kind !== 'bridge' || !bar) continue;
    const rail = [devicePlace(bridge.id)];
    for (const port of outline.devices) {
      const box = layout.devices[port.id];
      if (port.bridge !== bridge.id || !box) continue;
      const lane = layout.links.find((link) => link.kind === 'lane' && link.device === port.id);
      const end = lane?.points.at(-1) ?? { x: box.jack.x, y: bar.jack.y };
      builder.place(barPlace(port.id), end);
      builder.both(devicePlace(port.id), barPlace(port.id), lane?.points.slice(1, -1) ?? []);
      rail.push(barPlace(port.id));
    }
    builder.rail(rail);
  }
}

function addWires(builder: Builder, outline: Outline, layout: Layout): void {
  for (const segment of layout.segments) {
    const y = segment.y + segment.height / 2;
    const rail = [segmentPlace(segment.id)];
    builder.place(segmentPlace(segment.id), { x: segment.x + segment.width / 2, y });
    for (const device of outline.devices) {
      const box = layout.devices[device.id];
      if (device.segment !== segment.id || !box) continue;
      builder.place(wirePlace(device.id), { x: box.jack.x, y });
      builder.both(devicePlace(device.id), wirePlace(device.id));
      rail.push(wirePlace(device.id));
    }
    builder.rail(rail);
  }
}

/** In at PREROUTING, out from POSTROUTING; a VTEP also speaks to the stack as a process does. */
function addAttachments(builder: Builder, outline: Outline, layout: Layout): void {
  for (const { kind, device, points } of layout.links) {
    if (kind !== 'attach') continue;
    const { ns, kind: deviceKind } = outline.devices[device]!;
    const to = points.slice(1);
    const back = to.toReversed();
    const compact = layout.namespaces.find((namespace) => namespace.id === ns)?.stack.compact;
    const local = stackPlace(ns, 'local');
    if (compact || deviceKind === 'vxlan' || deviceKind === 'ipip')
      builder.both(devicePlace(device), local, compact ? [] : to);
    if (compact) continue;
    builder.way(devicePlace(device), stackPlace(ns, 'PREROUTING'), to);
    builder.way(stackPlace(ns, 'POSTROUTING'), devicePlace(device), back);
  }
}

export function graphOf(outline: Outline, layout: Layout): Graph {
  const builder = new Builder();
  for (const device of layout.devices) if (device) builder.place(devicePlace(device.id), device.jack);
  addStacks(builder, layout);
  addBridges(builder, outline, layout);
  addWires(builder, outline, layout);
  addAttachments(builder, outline, layout);
  for (const { kind, device, points } of layout.links) {
    if (kind === 'veth')
      builder.both(devicePlace(device), devicePlace(outline.devices[device]!.peer), points.slice(1, -1));
  }
  return builder;
}

/** Shortest way along the drawing (Dijkstra); undefined when nothing drawn leads there. */
export function wayBetween(graph: Graph, from: PlaceKey, to: PlaceKey): Point[] | undefined {
  const start = graph.places.get(from);
  if (!start) return undefined;
  if (from === to) return [start];
  const best = new Map<PlaceKey, { cost: number; by: Edge | null; from: PlaceKey; done: boolean }>();
  best.set(from, { cost: 0, by: null, from, done: false });
  for (;;) {
    let next: PlaceKey | undefined;
    let cost = Number.POSITIVE_INFINITY;
    for (const [key, entry] of best) if (!entry.done && entry.cost < cost) [next, cost] = [key, entry.cost];
    if (next === undefined) return undefined;
    if (next === to) break;
    best.get(next)!.done = true;
    for (const edge of graph.edges.get(next) ?? []) {
      const total = cost + edge.length + 1;
      if (total < (best.get(edge.to)?.cost ?? Number.POSITIVE_INFINITY)) {
        best.set(edge.to, { cost: total, by: edge, from: next, done: false });
      }
    }
  }
  const points: Point[] = [];
  for (let at = best.get(to)!; at.by; at = best.get(at.from)!) points.unshift(...at.by.points.slice(1));
  return [start, ...points];
}
