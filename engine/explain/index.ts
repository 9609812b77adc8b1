// Events in words. Reads what the engine recorded and never decides anything itself.
import { FAILED_MATCH, type Level, type Trace, type Walk } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { RuleRow, TableSet } from '../trace/rows.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { stageSentences } from './stages.ts';
import { failedPartName, titleOf as title } from './titles.ts';
import { placeOf as place, rowLink, type Sentence } from './words.ts';

export type { Fragment, Sentence, Target } from './words.ts';
export { packetName } from './words.ts';

/** The name of a step, for the list of steps: what happens (`FORWARD · filter`, `FORWARD 10: ACCEPT`). */
export function titleOf(trace: Trace, _outline: Outline, zoom: Level, tick: number): string {
  return title(trace, zoom, tick);
}

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
  if (event.did.kind === 'walk')
    return walkSentences(event.ns, event.did, ruleOffset(trace, index, tick), tables);
  const own = stageSentences(outline, event, event.did);
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

function walkSentences(ns: number, walk: Walk, offset: number, tables: TableSet | null): Sentence[] {
  const num = walk.first + offset;
  const key = `${walk.table}:${walk.chain}:${num}`;
  const rule = tables?.rule.get(key);
  const code = walk.failed[offset];
  const name = rowLink(`Rule ${num} of ${walk.chain}`, ns, 'counter', key);
  const spec = rule ? `: ${rule.spec}` : '';
  if (code === undefined) return [chainEnd(ns, walk)];
  if (code !== 0)
    return [[name, ` does not match: ${failedPart(rule, code)}.`], [`${walk.table} table${spec}`]];
  return [[name, ` matches: ${outcome(walk)}`], [`${walk.table} table${spec}`]];
}

function failedPart(rule: RuleRow | undefined, code: number): string {
  if (code < FAILED_MATCH) return `${failedPartName(code)} is another`;
  const match = rule?.matches[code - FAILED_MATCH];
  return match ? `the ${match} match says no` : 'one of its matches says no';
}

function outcome({ outcome, chain }: Walk): string {
  switch (outcome.kind) {
    case 'jump':
      return `on to chain ${outcome.chain}.`;
    case 'verdict':
      return outcome.verdict === 'ACCEPT'
        ? 'the packet is accepted, this table is done.'
        : `${outcome.verdict}: the packet ends here.`;
    case 'continue':
      return `${outcome.target === '' ? 'it only counts' : `${outcome.target} acts`}, and the next rule is tried.`;
    case 'nat':
      return `${outcome.target} settles the translation of this connection.`;
    case 'return':
      return `back from ${chain} to where it was called.`;
    case 'end':
    case 'policy':
      return 'the chain ends.';
  }
}

function chainEnd(ns: number, walk: Walk): Sentence {
  if (walk.outcome.kind !== 'policy')
    return [`No rule of ${walk.chain} was left: back to the chain that called it.`];
  return [
    rowLink(`The policy of ${walk.chain}`, ns, 'counter', `${walk.table}:${walk.chain}:0`),
    ` decides: ${walk.outcome.verdict}.`,
  ];
}
