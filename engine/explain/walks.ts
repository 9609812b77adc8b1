// A rule tried: what it is, and why it matched or did not.
import { failedPartName, type Trace } from '../trace/events.ts';
import type { TableSet } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import { ipv4Of } from '../wire/frame.ts';
import { row, type Sentence } from './sentence.ts';
import { setsAsked } from './sets.ts';
import type { Speech } from './speech.ts';
import type { Found } from './values.ts';

/** `offset`: which of the rules tried; behind the last one the chain has ended. */
export function walkSentences(
  { walks }: Speech,
  trace: Trace,
  index: number,
  offset: number,
  tables: TableSet | null,
): Sentence[] {
  const { did: walk, ns, frame } = trace.events[index]!;
  if (walk.kind !== 'walk') return [];
  const { table, chain, outcome } = walk;
  const code = walk.failed[offset];
  if (code === undefined)
    return outcome.kind === 'policy'
      ? [walks.policy(chain, row(ns, 'counter', `${table}:${chain}:0`), outcome.verdict)]
      : [walks.returns(chain)];
  const num = walk.first + offset;
  const key = `${table}:${chain}:${num}`;
  const spec = tables?.rule.get(key)?.spec;
  const rule = { num, chain, to: row(ns, 'counter', key) };
  const typed: Sentence[] = spec === undefined ? [] : [[{ code: `-t ${table} -A ${chain} ${spec}` }]];
  if (code !== 0)
    return [walks.fails(rule, failedPartName(code), foundAt(trace, index, code, spec)), ...typed];
  const sets = setsAsked(frame, spec ?? '').map((set) => walks.setMatched(set, row(ns, 'ipset', set.name)));
  return [walks.matches(rule, outcome), ...sets, ...typed];
}

/** What the packet has where the rule wants something else. */
function foundAt(trace: Trace, index: number, code: number, spec = ''): Found | null {
  const { frame, did, parent } = trace.events[index]!;
  const packet = frame ? ipv4Of(frame) : undefined;
  const stage = trace.events[parent]!.did;
  switch (failedPartName(code)) {
    case '-s':
      return { of: 'source', value: formatIpv4(packet?.src ?? 0) };
    case '-d':
      return { of: 'destination', value: formatIpv4(packet?.dst ?? 0) };
    case '-i':
      return { of: 'in', value: (stage.kind === 'table' && stage.in) || null };
    case '-o':
      return { of: 'out', value: (stage.kind === 'table' && stage.out) || null };
    case '-p':
      return { of: 'protocol', value: `${packet?.protocol ?? '?'}` };
    case '-m conntrack':
    case '-m state':
      return { of: 'state', value: ctstateAt(trace, index) };
    case '-m mark':
      return { of: 'mark', value: `0x${did.kind === 'walk' ? did.mark.toString(16) : 0}` };
    case '-m set':
      return { of: 'sets', sets: setsAsked(frame, spec) };
    default:
      return null;
  }
}

/** What conntrack has last said of a packet in the namespace; null when it did not track it. */
function ctstateAt(trace: Trace, index: number): string | null {
  const { ns, skb } = trace.events[index]!;
  for (let at = index - 1; at >= 0; at--) {
    const { did, ns: where, skb: which } = trace.events[at]!;
    if (did.kind === 'conntrack' && where === ns && which === skb) return did.state;
  }
  return null;
}
