// A chain compiled: which of its rules a packet may match at all, found without asking each. Linux walks the whole chain; the
// answer is the same, and so is every rule's number.
import type { Ipv4 } from '../../wire/ipv4.ts';
import { portsOf } from './ports.ts';
import type { RuleList, RuleOrUnread } from './rule_list.ts';
import type { Rule } from './types.ts';
import { UnreadRule } from './unread_rule.ts';

/** In a shorter chain asking each rule is as quick. */
const WORTH_IT = 8;
const HOST_MASK = 0xffffffff;

/** Positions of rules, ascending. */
type Positions = readonly number[];

const NONE: Positions = [];

/**
 * Rules are sorted by the part that most of them differ in and that is asked before anything with a memory of its own: one
 * destination address, or one destination port of a protocol. All others may match anything.
 */
export interface ChainIndex {
  readonly byDestination: ReadonlyMap<number, Positions>;
  readonly byPort: ReadonlyMap<number, Positions>;
  readonly others: Positions;
}

const portKey = (protocol: number, port: number) => protocol * 0x10000 + port;

/** The one destination a rule is for; null if it is for several. */
function oneDestination(rule: RuleOrUnread): number | null {
  if (rule instanceof UnreadRule) return rule.destination;
  const { destination } = rule;
  return destination && !destination.inverted && destination.mask === HOST_MASK ? destination.address : null;
}

/** The one port a rule is for, if only matches without a memory stand in front of the one that asks. */
function onePort({ protocol, matches }: Rule): number | null {
  if (!protocol || protocol.inverted) return null;
  for (const match of matches) {
    if (match.kind !== 'match') return null;
    if (match.dport !== null) return portKey(protocol.protocol, match.dport);
    if (match.name !== 'comment') return null;
  }
  return null;
}

function add(map: Map<number, number[]>, key: number, position: number): void {
  const positions = map.get(key);
  if (positions) positions.push(position);
  else map.set(key, [position]);
}

function compile(rules: RuleList): ChainIndex | null {
  if (rules.length < WORTH_IT) return null;
  const byDestination = new Map<number, number[]>();
  const byPort = new Map<number, number[]>();
  const others: number[] = [];
  for (let position = 0; position < rules.length; position++) {
    const destination = oneDestination(rules.unread[position]!);
    const port = destination === null ? onePort(rules.at(position)!) : null;
    if (destination !== null) add(byDestination, destination, position);
    else if (port !== null) add(byPort, port, position);
    else others.push(position);
  }
  return { byDestination, byPort, others };
}

/** The first of the positions that is not before `from`; Infinity if there is none. */
function firstFrom(positions: Positions, from: number): number {
  if (positions.length === 0 || positions[positions.length - 1]! < from) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = positions.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return positions[low]!;
}

/** Position of the next rule, from `from` on, that this packet might match; the chain's length if there is none. */
export function next_candidate(rules: RuleList, from: number, packet: Ipv4): number {
  if (rules.index === undefined) rules.index = compile(rules);
  const { index, length } = rules;
  if (!index) return Math.min(from, length);
  const ports = index.byPort.size === 0 ? null : portsOf(packet);
  const destined = index.byDestination.get(packet.dst) ?? NONE;
  const ported = ports ? (index.byPort.get(portKey(packet.protocol, ports.dport)) ?? NONE) : NONE;
  return Math.min(firstFrom(destined, from), firstFrom(ported, from), firstFrom(index.others, from), length);
}
