// A rule tried, in a sentence: what it is, and why it matched or did not.
import { failedPartName, type Trace, type Walk } from '../trace/events.ts';
import type { TableSet } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import { ipv4Of } from '../wire/frame.ts';
import { matchedSets, setWords } from './sets.ts';
import { rowLink, type Sentence } from './words.ts';

/** `offset`: which of the rules tried; behind the last one the chain has ended. */
export function walkSentences(
  trace: Trace,
  index: number,
  offset: number,
  tables: TableSet | null,
): Sentence[] {
  const event = trace.events[index]!;
  const { did: walk, ns } = event;
  if (walk.kind !== 'walk') return [];
  const code = walk.failed[offset];
  if (code === undefined) return [chainEnd(ns, walk)];
  const num = walk.first + offset;
  const key = `${walk.table}:${walk.chain}:${num}`;
  const rule = tables?.rule.get(key);
  const name = rowLink(`Rule ${num} of ${walk.chain}`, ns, 'counter', key);
  const verdict =
    code === 0
      ? ` matches: ${outcome(walk)}`
      : ` does not match: ${failedPart(trace, index, code, rule?.spec)}.`;
  const spec: Sentence[] = rule ? [[{ code: `-t ${walk.table} -A ${walk.chain} ${rule.spec}` }]] : [];
  const sets = code === 0 && rule ? matchedSets(ns, event.frame, rule.spec) : [];
  return [[name, verdict], ...sets, ...spec];
}

/** What the packet has where the rule wants something else. */
function failedPart(trace: Trace, index: number, code: number, spec = ''): string {
  const event = trace.events[index]!;
  const packet = event.frame ? ipv4Of(event.frame) : undefined;
  const stage = trace.events[event.parent]!.did;
  const part = failedPartName(code);
  switch (part) {
    case '-s':
      return `${part} is not met by the source ${formatIpv4(packet?.src ?? 0)}`;
    case '-d':
      return `${part} is not met by the destination ${formatIpv4(packet?.dst ?? 0)}`;
    case '-i':
      return `${part} is not met by the input device ${(stage.kind === 'table' && stage.in) || '(none)'}`;
    case '-o':
      return `${part} is not met by the output device ${(stage.kind === 'table' && stage.out) || '(none)'}`;
    case '-p':
      return `${part} is not met by the protocol ${packet?.protocol ?? '?'}`;
    case '-m conntrack':
    case '-m state':
      return `${part} is not met: the packet is ${ctstateAt(trace, index)}`;
    case '-m mark':
      return `${part} is not met by the mark 0x${event.did.kind === 'walk' ? event.did.mark.toString(16) : 0}`;
    case '-m set':
      return `${part} is not met: ${setWords(event.frame, spec)}`;
    default:
      return `${part} is not met`;
  }
}

/** What conntrack has last said of a packet in the namespace. */
function ctstateAt(trace: Trace, index: number): string {
  const { ns, skb } = trace.events[index]!;
  for (let at = index - 1; at >= 0; at--) {
    const { did, ns: where, skb: which } = trace.events[at]!;
    if (did.kind === 'conntrack' && where === ns && which === skb) return did.state;
  }
  return 'not tracked';
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
    case 'unsure':
      return `all that is known of it, but ${outcome.extension} is not supported: what Linux would do is not known, and the next rule is tried.`;
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
