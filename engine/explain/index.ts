// Events in words. Reads what the engine recorded and never decides anything itself.
import type { Level, Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { formatIpv4 } from '../wire/address.ts';
import { row, rowLink, type Sentence } from './sentence.ts';
import type { Speech } from './speech.ts';
import { stageSentences } from './stages.ts';
import type { Rule, TableWalked } from './values.ts';
import { walkSentences } from './walks.ts';
import { placeOf as place } from './words.ts';

export { en } from './en/index.ts';
export type { Fragment, Sentence, Target } from './sentence.ts';
export type { Speech } from './speech.ts';
export { eventTitle, ruleTitle, titleOf } from './titles.ts';
export { type Tone, toneOf } from './tone.ts';
export { icmpName, packetName } from './words.ts';

/** Where a step happens: `Node A · cni0`. */
export function placeOf(trace: Trace, outline: Outline, zoom: Level, tick: number): string {
  return place(outline, trace.events[eventOfStep(trace, zoom, tick)]!);
}

/** What was opened: the network, and what happened in it. */
interface Story {
  readonly trace: Trace;
  readonly outline: Outline;
}

/** One or two sentences: what happened at a step and why. `tables`: those of its namespace, for the texts of rules. */
export function whyOf(
  speech: Speech,
  { trace, outline }: Story,
  zoom: Level,
  tick: number,
  tables: TableSet | null,
): readonly Sentence[] {
  const index = eventOfStep(trace, zoom, tick);
  const event = trace.events[index]!;
  const { did } = event;
  if (did.kind === 'walk') return walkSentences(speech, trace, index, ruleOffset(trace, index, tick), tables);
  if (did.kind === 'table') return tableSentences(speech, trace, index);
  const own = stageSentences(speech, outline, event, did);
  if (did.kind === 'drop') return [...own, ...dropSentences(speech, trace, index, tables)];
  if (zoom !== 'hop' || event.level !== 'hop') return own;
  return [...own, ...decisions(speech, { trace, outline }, index, tables)];
}

/** Stages that decide where a packet goes on; a hop's story is told by them. */
const DECISIVE = new Set([
  'bridge',
  'segment',
  'veth',
  'route',
  'ttl',
  'nat',
  'ipvs',
  'fdb',
  'encap',
  'decap',
  'arp',
  'icmp',
  'tcp',
  'deliver',
  'drop',
  'fragment',
  'defrag',
]);

/** How the packet ends comes first; then what was decided, in order; then iptables in a line. */
function decisions(
  speech: Speech,
  { trace, outline }: Story,
  hop: number,
  tables: TableSet | null,
): Sentence[] {
  const drops: Sentence[] = [];
  const sentences: Sentence[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++) {
    const event = trace.events[index]!;
    const { did } = event;
    if (did.kind === 'walk' || did.kind === 'table') continue;
    const waits = did.kind === 'neigh' && did.result === 'queued';
    if (did.kind === 'drop')
      drops.push(
        ...stageSentences(speech, outline, event, did),
        ...dropSentences(speech, trace, index, tables),
      );
    else if (DECISIVE.has(did.kind) || waits) sentences.push(...stageSentences(speech, outline, event, did));
  }
  return [...drops, ...sentences, ...iptablesSentence(speech, trace, hop)];
}

/** Rules and ends of chains tried at a table. */
const triedAt = (trace: Trace, index: number) =>
  trace.ticks[trace.events[index]!.end + 1]! - trace.ticks[index + 1]!;

/** Which tables of iptables a hop has tried rules in, and what decided there. */
function iptablesSentence({ walks }: Speech, trace: Trace, hop: number): Sentence[] {
  const walked: TableWalked[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++) {
    const { did } = trace.events[index]!;
    if (did.kind === 'table' && triedAt(trace, index) > 1)
      walked.push({ ...did, by: deciderOf(trace, index) });
  }
  return walked.length > 0 ? [walks.tables(walked)] : [];
}

/** Where the MAC address came from that a VXLAN device does not know. */
function dropSentences({ drops }: Speech, trace: Trace, index: number, tables: TableSet | null): Sentence[] {
  const { did, ns, skb } = trace.events[index]!;
  if (did.kind !== 'drop' || did.reason !== 'NO_TX_TARGET') return [];
  for (let at = index - 1; at >= 0; at--) {
    const { did: earlier, ns: where, skb: which } = trace.events[at]!;
    if (which !== skb || where !== ns || earlier.kind !== 'neigh' || earlier.key === null) continue;
    const known = [...(tables?.fdb ?? [])].filter(([, { dst }]) => dst !== null);
    const entries = known
      .slice(0, 4)
      .map(([key, { mac, dst }]) => ({ mac: rowLink(mac, ns, 'fdb', key), at: formatIpv4(dst!) }));
    const says = drops.neighbourSays(formatIpv4(earlier.nexthop), row(ns, 'neigh', earlier.key));
    return entries.length > 0 ? [says, drops.fdbKnows(entries)] : [says];
  }
  return [];
}

/** Which rule (or policy) spoke last in a table. */
function deciderOf(trace: Trace, index: number): Rule | null {
  const { end, ns } = trace.events[index]!;
  // What REJECT sends walks tables of its own inside.
  const last = trace.events
    .slice(index + 1, end + 1)
    .findLast(({ did, parent }) => did.kind === 'walk' && parent === index)?.did;
  if (last?.kind !== 'walk') return null;
  const { chain, table } = last;
  const num = last.outcome.kind === 'policy' ? 0 : last.first + last.tried - 1;
  return { num, chain, to: row(ns, 'counter', `${table}:${chain}:${num}`) };
}

function tableSentences({ walks }: Speech, trace: Trace, index: number): Sentence[] {
  const { did } = trace.events[index]!;
  if (did.kind !== 'table') return [];
  const verdict = walks.table({ ...did, by: deciderOf(trace, index) }, triedAt(trace, index));
  return did.hook === 'PREROUTING' && did.physin !== null ? [verdict, walks.calledByBridge] : [verdict];
}
