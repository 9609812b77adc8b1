// The steps of a zoom as marks: in which lane each is, and what sort of packet it has in hand.
import { type Direction, directionsOf } from '../../engine/trace/direction.ts';
import type { Level, Trace, TraceEvent } from '../../engine/trace/events.ts';
import { kindOf } from '../../engine/trace/kind.ts';
import { enclosing, eventOfStep, stepIndex } from '../../engine/trace/steps.ts';
import { layersOf } from '../../engine/wire/frame.ts';
import type { Lanes } from './lanes.ts';

/**
 * forth, back: a packet away from who began, or back to them. control: TCP that carries nothing (SYN, ACK, FIN). quiet:
 * nothing is in hand, as when a timer goes off.
 */
export const SHAPES = ['forth', 'back', 'forthControl', 'backControl', 'arp', 'error', 'quiet'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Marks {
  readonly count: number;
  /** By step: index of the event it is about, and of the hop around that. */
  readonly event: Int32Array;
  readonly hop: Int32Array;
  readonly lane: Uint16Array;
  /** Index in SHAPES. */
  readonly shape: Uint8Array;
  /** Steps in which a packet is dropped, ascending. */
  readonly drops: readonly number[];
  /** By step: virtual time, microseconds. */
  readonly time: Float64Array;
}

function carriesNothing({ frame }: TraceEvent): boolean {
  const tcp = frame ? layersOf(frame).find((layer) => layer.layer === 'tcp') : undefined;
  return tcp?.layer === 'tcp' && tcp.payload.bytes.length === 0;
}

function shapeOf(event: TraceEvent, directions: ReadonlyMap<number, Direction>): Shape {
  const kind = kindOf(event);
  if (kind === 'timer') return 'quiet';
  if (kind === 'arp' || kind === 'error') return kind;
  const direction = directions.get(event.skb) ?? 'forth';
  return kind === 'segment' && carriesNothing(event) ? `${direction}Control` : direction;
}

export function marksOf(trace: Trace, zoom: Level, steps: Int32Array, lanes: Lanes): Marks {
  const count = steps.length;
  const directions = directionsOf(trace);
  const event = new Int32Array(count);
  const hop = new Int32Array(count);
  const lane = new Uint16Array(count);
  const shape = new Uint8Array(count);
  const time = new Float64Array(count);
  for (let step = 0; step < count; step++) {
    const index = eventOfStep(trace, zoom, steps[step]!);
    const around = enclosing(trace, index, 'hop');
    const own = trace.events[index]!;
    event[step] = index;
    hop[step] = around;
    lane[step] = lanes.of(trace.events[around]!);
    shape[step] = SHAPES.indexOf(shapeOf(own.frame ? own : trace.events[around]!, directions));
    time[step] = own.time;
  }
  const dropped = trace.events.flatMap(({ did }, index) =>
    did.kind === 'drop' ? [stepIndex(steps, trace.ticks[index]!)] : [],
  );
  return { count, event, hop, lane, shape, drops: [...new Set(dropped)], time };
}
