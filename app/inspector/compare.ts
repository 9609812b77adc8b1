// What happened to a packet since the step before: headers put on and taken off, fields rewritten.
import type { Level, Trace } from '../../engine/trace/events.ts';
import { frameAt, stepIndex } from '../../engine/trace/steps.ts';
import type { DissectedLayer, Dissection, Field } from '../../engine/wire/dissect.ts';
import type { Frame } from '../../engine/wire/frame.ts';
import { readBits } from '../../engine/wire/header.ts';
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

const DIGITS = 48;

/** Do two fields hold the same bits? What is longer than a number can tell begins and ends with an octet. */
function sameBits(now: Uint8Array, mine: Field, then: Uint8Array, theirs: Field): boolean {
  const { length } = mine;
  if (length !== theirs.length) return false;
  if (length <= DIGITS) return readBits(now, mine.start, length) === readBits(then, theirs.start, length);
  const from = theirs.start / 8;
  return now
    .subarray(mine.start / 8, (mine.start + length) / 8)
    .every((octet, index) => octet === then[from + index]);
}

function compareFields(
  now: Uint8Array,
  layer: DissectedLayer,
  then: Uint8Array,
  before: DissectedLayer,
): ComparedField[] {
  return layer.fields.map((field, index) => {
    const old = before.fields[index];
    const isSame = old?.name !== field.name || (old.text === field.text && sameBits(now, field, then, old));
    return { ...field, before: isSame ? null : old.text };
  });
}

export function compare(now: Dissection, then: Dissection | null): Comparison {
  const pairs = pair(now.layers, then?.layers ?? []);
  const kept = new Set(pairs.values());
  return {
    bytes: now.bytes,
    layers: now.layers.map((layer) => {
      const before = pairs.get(layer);
      const fields =
        then && before
          ? compareFields(now.bytes, layer, then.bytes, before)
          : layer.fields.map((field) => ({ ...field, before: null }));
      return { ...layer, fields, fresh: then !== null && before === undefined };
    }),
    gone: then ? then.layers.filter((layer) => !kept.has(layer)) : [],
  };
}
