// What happened to a packet since the step before: headers put on and taken off, fields rewritten.
import type { Level, Trace } from '../../engine/trace/events.ts';
import { frameAt, stepIndex } from '../../engine/trace/steps.ts';
import { type DissectedLayer, type Dissection, dissect, type Field } from '../../engine/wire/dissect.ts';
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
  /** Is this the first that is seen of the packet? */
  readonly first: boolean;
}

/** The same packet as it was at the last earlier step that had it in hand. */
function earlierFrame(trace: Trace, zoom: Level, tick: number) {
  const now = frameAt(trace, tick);
  if (!now) return null;
  const steps = stepsOf(trace, zoom);
  for (let index = stepIndex(steps, tick) - 1; index >= 0; index--) {
    const then = frameAt(trace, steps[index]!);
    if (then?.skb === now.skb) return then.frame;
  }
  return null;
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
    first: then === null,
  };
}

/** The packet of a step against the same packet a step earlier; null when the step concerns none. */
export function comparisonAt(trace: Trace, zoom: Level, tick: number): Comparison | null {
  const now = frameAt(trace, tick);
  if (!now) return null;
  const before = earlierFrame(trace, zoom, tick);
  return compare(dissect(now.frame), before && dissect(before));
}
