// Pure readers: which positions a person stops at, at each zoom, and what stands there. A position is a tick.
import type { Frame } from '../wire/frame.ts';
import type { Level, Trace, TraceEvent } from './events.ts';

/** Index of the event that covers a tick (the innermost: ticks are numbered parents first). */
export function eventAt(trace: Trace, tick: number): number {
  let low = 0;
  let high = trace.events.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (trace.ticks[middle]! <= tick) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The last tick inside an event, children included: the state at a step is the state after it. */
export function lastTick(trace: Trace, index: number): number {
  return trace.ticks[trace.events[index]!.end + 1]! - 1;
}

/** The innermost event of one of the given levels around (or at) an event. */
export function enclosing(trace: Trace, index: number, level: Level): number {
  let at = index;
  while (at >= 0 && trace.events[at]!.level !== level) at = trace.events[at]!.parent;
  return at;
}

/**
 * The ticks at which a zoom stops, ascending. hop: the end of each hop. stage: the arrival at each hop and the end of each
 * stage. rule: likewise, and every rule tried.
 */
export function stepsAt(trace: Trace, zoom: Level): Int32Array {
  const steps: number[] = [];
  trace.events.forEach((event, index) => {
    const first = trace.ticks[index]!;
    if (event.level === 'hop') {
      if (zoom === 'hop') steps.push(lastTick(trace, index));
      else steps.push(first);
    } else if (event.level === 'stage') {
      if (zoom === 'stage' || (zoom === 'rule' && event.end === index)) steps.push(lastTick(trace, index));
    } else if (zoom === 'rule') {
      for (let tick = first; tick < trace.ticks[index + 1]!; tick++) steps.push(tick);
    }
  });
  // A stage inside a stage (REJECT sends its error from within the table) ends before, or with, the one around it.
  return Int32Array.from([...new Set(steps)].sort((a, b) => a - b));
}

/** Index of the step at or behind a tick: where a position lands when the zoom changes. */
export function stepIndex(steps: Int32Array, tick: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! >= tick) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low);
}

/** The event a step is about: the hop at zoom hop, the stage (or arrival) at zoom stage, the very event at zoom rule. */
export function eventOfStep(trace: Trace, zoom: Level, tick: number): number {
  const at = eventAt(trace, tick);
  if (zoom === 'hop') return enclosing(trace, at, 'hop');
  if (zoom === 'stage' && trace.events[at]!.level === 'rule') return enclosing(trace, at, 'stage');
  return at;
}

/** Which rule of a walk a tick stands on: 0 is the first tried; equals `failed.length` at the chain's end. */
export function ruleOffset(trace: Trace, index: number, tick: number): number {
  return tick - trace.ticks[index]!;
}

export interface PacketInHand {
  readonly skb: number;
  readonly frame: Frame;
}

/**
 * The packet as it is at a step. Of a hop: its own, as its last event has left it. Of a stage or rule: the one it is about,
 * which may be another (a packet that waited for the ARP reply that the hop brought). Where that has none (a timer), the last
 * one the hop had in hand.
 */
export function frameAt(trace: Trace, zoom: Level, tick: number): PacketInHand | null {
  const own = trace.events[eventOfStep(trace, zoom, tick)]!;
  if (own.level !== 'hop' && own.frame) return { skb: own.skb, frame: own.frame };
  const last = eventAt(trace, tick);
  const hop = enclosing(trace, last, 'hop');
  const { skb } = trace.events[hop]!;
  let other: PacketInHand | null = null;
  for (let index = last; index >= hop; index--) {
    const event = trace.events[index]!;
    if (!event.frame) continue;
    if (event.skb === skb) return { skb, frame: event.frame };
    other ??= { skb: event.skb, frame: event.frame };
  }
  return other;
}

/** The last event before `index` that had the same packet in hand, or undefined. */
export function previousOf(trace: Trace, index: number): TraceEvent | undefined {
  const skb = trace.events[index]!.skb;
  for (let at = index - 1; at >= 0; at--) {
    const event = trace.events[at]!;
    if (event.skb === skb && event.frame) return event;
  }
  return undefined;
}
