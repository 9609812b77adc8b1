// A rule part by part: what it asks, what the packet has there, and what came of it.
import { portsOf } from '../kernel/netfilter/ports.ts';
import { protocolName } from '../kernel/netfilter/protocols.ts';
import { failedAfter, failedPartName, type TableStage, type Trace } from '../trace/events.ts';
import type { TableSet } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import { type Frame, ipv4Of } from '../wire/frame.ts';
import { encodeIpv4, type Ipv4 } from '../wire/ipv4.ts';
import { tcpFlagNames } from '../wire/tcp.ts';
import { setsAsked } from './sets.ts';
import type { Speech } from './speech.ts';
import type { Answer, Seen, Weighed } from './values.ts';

/** A part of a rule as it is printed; `name` as codes of failed parts have it, `nth` among those of that name. */
interface RulePart {
  readonly name: string;
  readonly nth: number;
  readonly text: string;
}

const HEAD = new Set(['-s', '-d', '-i', '-o', '-p', '-f']);

/** `-s 10.0.0.0/8 -p tcp -m comment --comment "x y" -m tcp --dport 80 -j DNAT ...` without its target. */
export function partsOf(spec: string): RulePart[] {
  const words = spec.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const parts: { name: string; words: string[] }[] = [];
  for (const [at, word] of words.entries()) {
    if (word === '-j' || word === '-g') break;
    const not = word === '!' && HEAD.has(words[at + 1] ?? '');
    if (not) continue;
    if (HEAD.has(word)) parts.push({ name: word, words: words[at - 1] === '!' ? ['!', word] : [word] });
    else if (word === '-m') parts.push({ name: `-m ${words[at + 1] ?? ''}`, words: [word] });
    else parts.at(-1)?.words.push(word);
  }
  return parts.map(({ name, words: own }, at) => ({
    name,
    nth: parts.slice(0, at).filter((other) => other.name === name).length,
    text: own.join(' '),
  }));
}

/** What a rule can see of a packet besides its octets. */
interface Around {
  readonly stage: TableStage;
  readonly frame: Frame | null;
  readonly packet: Ipv4 | undefined;
  readonly mark: number;
  readonly state: string | null;
}

const hex = (value: number) => `0x${value.toString(16)}`;

function portsText({ packet }: Around): string | null {
  const ports = packet ? portsOf(packet) : null;
  return ports && `${ports.sport} → ${ports.dport}`;
}

const addressesOf = ({ packet }: Around) =>
  packet ? `${formatIpv4(packet.src)} → ${formatIpv4(packet.dst)}` : null;

function tcpOf(around: Around): string | null {
  const payload = around.packet?.payload;
  return payload?.layer === 'tcp' ? `${portsText(around)} ${tcpFlagNames(payload.flags).join(' ')}` : null;
}

function icmpOf({ packet }: Around): string | null {
  const payload = packet?.payload;
  return payload?.layer === 'icmp' ? `${payload.type}/${payload.code}` : null;
}

/** What the packet has where a part asks; undefined where the answer depends on what is not in the packet. */
const SEEN: Readonly<Record<string, (around: Around, part: RulePart) => Seen>> = {
  '-s': ({ packet }) => ({ of: 'source', value: packet ? formatIpv4(packet.src) : null }),
  '-d': ({ packet }) => ({ of: 'destination', value: packet ? formatIpv4(packet.dst) : null }),
  '-i': ({ stage }) => ({ of: 'in', value: stage.in }),
  '-o': ({ stage }) => ({ of: 'out', value: stage.out }),
  '-p': ({ packet }) => ({ of: 'protocol', value: packet ? protocolName(packet.protocol) : null }),
  '-f': ({ packet }) => ({ of: 'fragment', value: packet ? `${packet.fragment}` : null }),
  '-m addrtype': (around) => ({ of: 'addresses', value: addressesOf(around) }),
  '-m comment': () => ({ of: 'nothing', value: null }),
  '-m conntrack': ({ state }) => ({ of: 'state', value: state }),
  '-m state': ({ state }) => ({ of: 'state', value: state }),
  '-m icmp': (around) => ({ of: 'icmp', value: icmpOf(around) }),
  '-m iprange': (around) => ({ of: 'addresses', value: addressesOf(around) }),
  '-m length': ({ packet }) => ({ of: 'length', value: packet ? `${encodeIpv4(packet).length}` : null }),
  '-m limit': () => ({ of: 'memory', value: null }),
  '-m mac': ({ stage }) => ({ of: 'mac', value: stage.mac?.src ?? null }),
  '-m mark': ({ mark }) => ({ of: 'mark', value: hex(mark) }),
  '-m multiport': (around) => ({ of: 'ports', value: portsText(around) }),
  '-m owner': ({ stage }) => ({ of: 'uid', value: stage.uid === null ? null : `${stage.uid}` }),
  '-m physdev': ({ stage }) => ({ of: 'physdev', value: `${stage.physin ?? '-'} → ${stage.physout ?? '-'}` }),
  '-m recent': () => ({ of: 'memory', value: null }),
  '-m sctp': (around) => ({ of: 'ports', value: portsText(around) }),
  '-m set': ({ frame }, { text }) => ({
    of: 'set',
    value: setsAsked(frame, text)[0]?.sides.join(', ') ?? null,
  }),
  '-m statistic': () => ({ of: 'memory', value: null }),
  '-m tcp': (around) => ({ of: 'ports', value: tcpOf(around) }),
  '-m tos': ({ packet }) => ({ of: 'tos', value: packet ? hex(packet.tos) : null }),
  '-m dscp': ({ packet }) => ({ of: 'tos', value: packet ? hex(packet.tos) : null }),
  '-m ttl': ({ packet }) => ({ of: 'ttl', value: packet ? `${packet.ttl}` : null }),
  '-m udp': (around) => ({ of: 'ports', value: portsText(around) }),
};

const UNSEEN: Seen = { of: 'elsewhere', value: null };

/** The kernel asks in order and stops at the first part that says no. */
function answerOf(at: number, failing: number): Answer {
  if (failing < 0) return 'yes';
  return at < failing ? 'yes' : at === failing ? 'no' : 'unasked';
}

/** What conntrack has last said of a packet in the namespace; null when it did not track it. */
function stateAt(trace: Trace, index: number): string | null {
  const { ns, skb } = trace.events[index]!;
  for (let at = index - 1; at >= 0; at--) {
    const { did, ns: where, skb: which } = trace.events[at]!;
    if (did.kind === 'conntrack' && where === ns && which === skb) return did.state;
  }
  return null;
}

/** The parts of a rule that a walk has tried; `offset`: which of them. */
export function weighedParts(
  { weighing }: Speech,
  trace: Trace,
  index: number,
  offset: number,
  tables: TableSet | null,
): readonly Weighed[] {
  const { did: walk, frame, parent } = trace.events[index]!;
  const stage = trace.events[parent]?.did;
  if (walk.kind !== 'walk' || stage?.kind !== 'table') return [];
  const code = walk.failed[offset];
  const spec = tables?.rule.get(`${walk.table}:${walk.chain}:${walk.first + offset}`)?.spec;
  if (code === undefined || spec === undefined) return [];
  const parts = partsOf(spec);
  const failing =
    code === 0
      ? -1
      : parts.findIndex(({ name, nth }) => name === failedPartName(code) && nth === failedAfter(code));
  const packet = frame ? ipv4Of(frame) : undefined;
  const around: Around = { stage, frame, packet, mark: walk.mark, state: stateAt(trace, index) };
  return parts.map((part, at) => ({
    what: { code: part.text },
    answer: answerOf(at, failing),
    why: weighing.seen(SEEN[part.name]?.(around, part) ?? UNSEEN),
  }));
}
