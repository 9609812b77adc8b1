// What an edit has changed, told in numbers and places: the outcome, why the packet ends now, and where the ways part.
import { placeOf, type Sentence, type Speech, whyOf } from '../../engine/explain/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import { compareTraces, isDifferent } from '../../engine/trace/comparison.ts';
import type { Level, Outcome } from '../../engine/trace/events.ts';
import { lastTick, stepIndex, stepsAt } from '../../engine/trace/steps.ts';

export interface Changed {
  /** Why the probe was not answered; null when it was. */
  readonly before: Outcome['failure'];
  readonly after: Outcome['failure'];
  /** Where the packet ends now and why; null when the probe is answered, or nothing is dropped. */
  readonly drop: { readonly place: string; readonly why: string } | null;
  /** The first step now that is not as before: its tick and its number from 1; null when there is none. */
  readonly parting: { readonly tick: number; readonly step: number } | null;
}

const textOf = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.text)).join('');

/** The last packet that was dropped: what the sender waits for in vain. */
function dropIn(speech: Speech, opened: Opened): Changed['drop'] {
  const { trace, outline } = opened;
  const index = trace.events.findLastIndex(({ did }) => did.kind === 'drop');
  if (trace.outcome.answered || index < 0) return null;
  const tick = lastTick(trace, index);
  const why = whyOf(speech, opened, 'stage', tick, null).map(textOf).join(' ');
  return { place: placeOf(trace, outline, 'stage', tick), why };
}

/** Where the new trace leaves the old one; where it has nothing in the place of what is missing, at the step before. */
function partingOf(before: Opened, after: Opened, zoom: Level): Changed['parting'] {
  const { rows, right } = compareTraces(before, after, zoom);
  const first = rows.findIndex(isDifferent);
  if (first < 0) return null;
  const tick = Math.max(0, right[first]!);
  return { tick, step: stepIndex(stepsAt(after.trace, zoom), tick) + 1 };
}

export function changedBetween(speech: Speech, before: Opened, after: Opened, zoom: Level): Changed {
  return {
    before: before.trace.outcome.failure,
    after: after.trace.outcome.failure,
    drop: dropIn(speech, after),
    parting: partingOf(before, after, zoom),
  };
}
