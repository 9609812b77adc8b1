// Events in words. Reads what the engine recorded and never decides anything itself.
import type { Level, Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { stageSentences } from './stages.ts';
import { walkSentences } from './walks.ts';
import { placeOf as place, rowLink, type Sentence } from './words.ts';

export { ruleTitle, titleOf } from './titles.ts';
export type { Fragment, Sentence, Target } from './words.ts';
export { packetName } from './words.ts';

/** Where a step happens: `Node A · cni0`. */
export function placeOf(trace: Trace, outline: Outline, zoom: Level, tick: number): string {
  return place(outline, trace.events[eventOfStep(trace, zoom, tick)]!);
}

/** One or two sentences: what happened at a step and why. `tables`: those of its namespace, for the texts of rules. */
export function whyOf(
  trace: Trace,
  outline: Outline,
  zoom: Level,
  tick: number,
  tables: TableSet | null,
): readonly Sentence[] {
  const index = eventOfStep(trace, zoom, tick);
  const event = trace.events[index]!;
  if (event.did.kind === 'walk') return walkSentences(trace, index, ruleOffset(trace, index, tick), tables);
  const own =
    event.did.kind === 'table' ? [tableSentence(trace, index)] : stageSentences(outline, event, event.did);
  return zoom === 'hop' && event.level === 'hop' ? [...own, ...decisions(trace, outline, index)] : own;
}

/** Stages that decide where a packet goes on; a hop's story is told by them. */
const DECISIVE = new Set([
  'bridge',
  'segment',
  'veth',
  'route',
  'ttl',
  'nat',
  'encap',
  'decap',
  'arp',
  'icmp',
  'deliver',
  'drop',
  'fragment',
  'defrag',
]);

function decisions(trace: Trace, outline: Outline, hop: number): Sentence[] {
  const sentences: Sentence[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++) {
    const event = trace.events[index]!;
    const { did } = event;
    const waits = did.kind === 'neigh' && did.result === 'queued';
    if (did.kind !== 'walk' && (DECISIVE.has(did.kind) || waits))
      sentences.push(...stageSentences(outline, event, did));
  }
  return sentences;
}

/** Which rule (or policy) spoke last in a table. */
function tableSentence(trace: Trace, index: number): Sentence {
  const { did, end, ns } = trace.events[index]!;
  const last = trace.events[end]!.did;
  if (did.kind !== 'table' || last.kind !== 'walk') return ['The table is empty.'];
  const tried = trace.ticks[end + 1]! - trace.ticks[index + 1]!;
  const num = last.outcome.kind === 'policy' ? 0 : last.first + last.failed.length - 1;
  const who = num === 0 ? `the policy of ${last.chain}` : `rule ${num} of ${last.chain}`;
  const decided = rowLink(who, ns, 'counter', `${last.table}:${last.chain}:${num}`);
  return [
    `Hook ${did.hook}, table ${did.table}: after ${tried} ${tried === 1 ? 'step' : 'steps'}, `,
    decided,
    ` decides: ${did.verdict}.`,
  ];
}
