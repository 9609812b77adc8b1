// Events in words. Reads what the engine recorded and never decides anything itself.
import type { Level, Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { formatIpv4 } from '../wire/address.ts';
import { stageSentences } from './stages.ts';
import { walkSentences } from './walks.ts';
import { type Fragment, placeOf as place, rowLink, type Sentence } from './words.ts';

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
    event.did.kind === 'table' ? tableSentences(trace, index) : stageSentences(outline, event, event.did);
  if (event.did.kind === 'drop') return [...own, ...dropSentences(trace, index, tables)];
  if (zoom !== 'hop' || event.level !== 'hop') return own;
  return [...own, ...decisions(trace, outline, index, tables)];
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
function decisions(trace: Trace, outline: Outline, hop: number, tables: TableSet | null): Sentence[] {
  const drops: Sentence[] = [];
  const sentences: Sentence[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++) {
    const event = trace.events[index]!;
    const { did } = event;
    const waits = did.kind === 'neigh' && did.result === 'queued';
    if (did.kind === 'drop')
      drops.push(...stageSentences(outline, event, did), ...dropSentences(trace, index, tables));
    else if (did.kind !== 'walk' && (DECISIVE.has(did.kind) || waits))
      sentences.push(...stageSentences(outline, event, did));
  }
  return [...drops, ...sentences, ...iptablesSentence(trace, hop)];
}

/** Which tables of iptables a hop has tried rules in, and what decided there. */
function iptablesSentence(trace: Trace, hop: number): Sentence[] {
  const parts: Fragment[] = [];
  for (let index = hop + 1; index <= trace.events[hop]!.end; index++) {
    const { did, end } = trace.events[index]!;
    if (did.kind !== 'table') continue;
    const tried = trace.ticks[end + 1]! - trace.ticks[index + 1]!;
    if (tried < 2) continue;
    parts.push(
      parts.length > 0 ? '; ' : '',
      `${did.hook} ${did.table}: ${did.verdict} by `,
      ...decidedBy(trace, index),
    );
  }
  return parts.length > 0 ? [['iptables: ', ...parts, '.']] : [];
}

/** Where the MAC address came from that a VXLAN device does not know. */
function dropSentences(trace: Trace, index: number, tables: TableSet | null): Sentence[] {
  const { did, ns, skb } = trace.events[index]!;
  if (did.kind !== 'drop' || did.reason !== 'NO_TX_TARGET') return [];
  for (let at = index - 1; at >= 0; at--) {
    const { did: earlier, ns: where, skb: which } = trace.events[at]!;
    if (which !== skb || where !== ns || earlier.kind !== 'neigh' || earlier.key === null) continue;
    const nexthop = formatIpv4(earlier.nexthop);
    const known = [...(tables?.fdb ?? [])].filter(([, row]) => row.dst !== null);
    const entries = known
      .slice(0, 4)
      .flatMap(([key, row], nth): Fragment[] => [
        nth > 0 ? ', ' : '',
        rowLink(row.mac, ns, 'fdb', key),
        ` at ${formatIpv4(row.dst!)}`,
      ]);
    return [
      ['That MAC is what the ', rowLink(`neighbour entry of ${nexthop}`, ns, 'neigh', earlier.key), ' says.'],
      ...(entries.length > 0 ? [['The FDB knows ', ...entries, '.']] : []),
    ];
  }
  return [];
}

/** Which rule (or policy) spoke last in a table, as a link. */
function decidedBy(trace: Trace, index: number): Sentence {
  const { end, ns } = trace.events[index]!;
  const last = trace.events[end]!.did;
  if (last.kind !== 'walk') return ['nobody'];
  const num = last.outcome.kind === 'policy' ? 0 : last.first + last.tried - 1;
  const who = num === 0 ? `the policy of ${last.chain}` : `rule ${num} of ${last.chain}`;
  return [rowLink(who, ns, 'counter', `${last.table}:${last.chain}:${num}`)];
}

function tableSentences(trace: Trace, index: number): Sentence[] {
  const { did, end } = trace.events[index]!;
  if (did.kind !== 'table') return [];
  const tried = trace.ticks[end + 1]! - trace.ticks[index + 1]!;
  const rules = tried < 2 ? 'no rule applies' : `${tried} rules and ends of chains tried`;
  const verdict: Sentence = [
    `Hook ${did.hook}, table ${did.table}: ${rules}, `,
    ...decidedBy(trace, index),
    ` decides: ${did.verdict}.`,
  ];
  return did.hook === 'PREROUTING' && did.physin !== null ? [verdict, CALLED_BY_BRIDGE] : [verdict];
}

/** br_netfilter.c br_nf_pre_routing */
const CALLED_BY_BRIDGE: Sentence = [
  'It is the bridge that calls this hook, before it decides where the frame goes (net.bridge.bridge-nf-call-iptables is 1).',
];
