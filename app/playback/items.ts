// The list of steps as data: titles, and a heading wherever the packet comes to another device.
import { placeOf, ruleTitle, type Speech, type Tone, titleOf, toneOf } from '../../engine/explain/index.ts';
import type { Level, Trace } from '../../engine/trace/events.ts';
import { kindOf, type PacketKind } from '../../engine/trace/kind.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { enclosing, eventOfStep, ruleOffset } from '../../engine/trace/steps.ts';

export interface StepItem {
  readonly tick: number;
  readonly title: string;
  /** How far in: a rule is inside its table, a stage inside its hop. */
  readonly depth: number;
  readonly tone: Tone;
  /** Set on the first rule tried in a table at a hook: `PREROUTING · nat`. */
  readonly table: string | null;
  /** Set on the first step of a hop. */
  readonly hop: { readonly place: string; readonly kind: PacketKind } | null;
}

const DEPTHS: Readonly<Record<Level, number>> = { hop: 0, stage: 1, rule: 2 };

/** Within its table a rule needs no more than its chain and number. */
function shortTitle(speech: Speech, trace: Trace, zoom: Level, tick: number, index: number): string {
  const { did } = trace.events[index]!;
  return did.kind === 'walk'
    ? ruleTitle(speech, did, ruleOffset(trace, index, tick))
    : titleOf(speech, trace, zoom, tick);
}

/** Index of the table at a hook in which a rule is tried; -1 for other steps. */
function tableAround(trace: Trace, index: number): number {
  return trace.events[index]!.level === 'rule' ? enclosing(trace, index, 'stage') : -1;
}

export function stepItems(
  speech: Speech,
  trace: Trace,
  outline: Outline,
  zoom: Level,
  steps: Int32Array,
): StepItem[] {
  let hop = -1;
  let table = -1;
  return Array.from(steps, (tick) => {
    const index = eventOfStep(trace, zoom, tick);
    const event = trace.events[index]!;
    const around = enclosing(trace, index, 'hop');
    const first = around !== hop;
    hop = around;
    const within = tableAround(trace, index);
    const opens = within !== table && within >= 0;
    table = within;
    const start = trace.events[around]!;
    const place = placeOf(trace, outline, 'hop', trace.ticks[around]!);
    return {
      tick,
      title: shortTitle(speech, trace, zoom, tick, index),
      depth: DEPTHS[event.level],
      tone: toneOf(trace, index, tick),
      table: opens ? titleOf(speech, trace, 'stage', trace.ticks[within]!) : null,
      hop: first ? { place, kind: kindOf(start) } : null,
    };
  });
}
