// What happened to a packet since the step before: headers put on and taken off, fields rewritten.
import type { Level, Trace } from '../../engine/trace/events.ts';
import { frameAt, stepIndex } from '../../engine/trace/steps.ts';
import type { DissectedLayer, Dissection, Field } from '../../engine/wire/dissect.ts';
import type { Frame } from '../../engine/wire/frame.ts';
import { stepsOf } from '../state/playback.ts';

export interface ComparedField extends Field {
  /** The text it had before; null when it is the same. */
  readonly before: string | null;
}

export interface ComparedLayer extends Omit<DissectedLayer, 'fields'> {
  readonly fields: readonly ComparedField[];
  readonly fresh: boolean;
}

export interface Comparison {
  readonly bytes: Uint8Array;
  readonly layers: readonly ComparedLayer[];
  /** Headers that were there a step before. */
  readonly gone: readonly DissectedLayer[];
}

const begun = new WeakMap<Trace, ReadonlyMap<number, number>>();

/** The tick at which each packet is first in hand, found once for a trace. */
function firstTicks(trace: Trace): ReadonlyMap<number, number> {
  const known = begun.get(trace);
  if (known) return known;
  const first = new Map<number, number>();
  trace.events.forEach(({ skb }, index) => {
    if (!first.has(skb)) first.set(skb, trace.ticks[index]!);
  });
  begun.set(trace, first);
  return first;
}

/** What is compared at a step: the packet, and the same packet at the last earlier step that had it in hand. */
export function framesAt(
  trace: Trace,
  zoom: Level,
  tick: number,
): { now: Frame; before: Frame | null } | null {
  const now = frameAt(trace, zoom, tick);
  if (!now) return null;
  const steps = stepsOf(trace, zoom);
  const first = firstTicks(trace).get(now.skb) ?? 0;
  for (let index = stepIndex(steps, tick) - 1; index >= 0 && steps[index]! >= first; index--) {
    const then = frameAt(trace, zoom, steps[index]!);
    if (then?.skb === now.skb) return { now: now.frame, before: then.frame };
  }
  return { now: now.frame, before: null };
}

/** Headers are put on and taken off outside, so layers are paired from the inside. */
function pair(
  now: readonly DissectedLayer[],
  then: readonly DissectedLayer[],
): Map<DissectedLayer, DissectedLayer> {
  const pairs = new Map<DissectedLayer, DissectedLayer>();
  for (let back = 1; back <= Math.min(now.length, then.length); back++) {
    const mine = now[now.length - back]!;
    const theirs = then[then.length - back]!;
    if (mine.layer !== theirs.layer || mine.quoted !== theirs.quoted) break;
    pairs.set(mine, theirs);
  }
  return pairs;
}

function compareFields(layer: DissectedLayer, before: DissectedLayer | undefined): ComparedField[] {
  return layer.fields.map((field, index) => {
    const old = before?.fields[index];
    return { ...field, before: old && old.name === field.name && old.text !== field.text ? old.text : null };
  });
}

export function compare(now: Dissection, then: Dissection | null): Comparison {
  const pairs = pair(now.layers, then?.layers ?? []);
  const kept = new Set(pairs.values());
  return {
    bytes: now.bytes,
    layers: now.layers.map((layer) => ({
      ...layer,
      fields: compareFields(layer, pairs.get(layer)),
      fresh: then !== null && !pairs.has(layer),
    })),
    gone: then ? then.layers.filter((layer) => !kept.has(layer)) : [],
  };
}
