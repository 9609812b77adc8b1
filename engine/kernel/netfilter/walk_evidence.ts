// net/ipv4/netfilter/ip_tables.c ip_packet_match: which part of a rule says no; and of the rules nobody had to ask, which part would.
import { failedMatchCode, type Walk, type WalkOutcome } from '../../trace/events.ts';
import type { TableKind } from '../../trace/rows.ts';
import type { RuleList } from './rule_list.ts';
import { isTail } from './rule_tail.ts';
import type { AddressPart, HookState, InterfacePart, Rule } from './types.ts';
import { UnreadRule } from './unread_rule.ts';
import type { Chain } from './xt_table.ts';

const FAILED = { source: 1, destination: 2, in: 3, out: 4, protocol: 5, fragment: 6 } as const;

/** ip_packet_match, then the extensions: 0 if all match, else the code of the first part that does not. */
export function failedPart(rule: Rule, state: HookState): number {
  const { packet } = state;
  if (rule.source && !inNetwork(rule.source, packet.src)) return FAILED.source;
  if (rule.destination && !inNetwork(rule.destination, packet.dst)) return FAILED.destination;
  if (rule.in && !isInterface(rule.in, state.in?.name)) return FAILED.in;
  if (rule.out && !isInterface(rule.out, state.out?.name)) return FAILED.out;
  if (rule.protocol && (rule.protocol.protocol === packet.protocol) === rule.protocol.inverted)
    return FAILED.protocol;
  if (rule.fragment && (packet.fragment !== 0) === rule.fragment.inverted) return FAILED.fragment;
  for (const [index, match] of rule.matches.entries())
    if (match.kind === 'match' && !match.match(state))
      return failedMatchCode(match.name, ofSameName(rule, index, match.name));
  return 0;
}

const ofSameName = ({ matches }: Rule, until: number, name: string) =>
  matches.slice(0, until).filter((match) => match.name === name).length;

/** The same of a rule that may not be read yet: of most that an index has passed over, all that matters is known. */
function failedUnread(rules: RuleList, position: number, state: HookState): number {
  const rule = rules.unread[position]!;
  if (!(rule instanceof UnreadRule)) return failedPart(rule, state);
  const isOther = rule.destination !== null && rule.destination !== state.packet.dst;
  return isOther && !rule.asksSource ? FAILED.destination : failedPart(rules.at(position)!, state);
}

function inNetwork(part: AddressPart, address: number): boolean {
  return (((address ^ part.address) & part.mask) === 0) !== part.inverted;
}

function isInterface(part: InterfacePart, name = ''): boolean {
  const same = part.name.endsWith('+') ? name.startsWith(part.name.slice(0, -1)) : name === part.name;
  return same !== part.inverted;
}

/**
 * A walk as it was. Most walks pass over rules that nobody ever asks about, so it says only on demand which part of each said no:
 * a rule that the chain's index has passed over does so by a part that depends on nothing but the packet and its devices.
 */
export class ObservedWalk implements Walk {
  readonly kind = 'walk';
  readonly outcome: WalkOutcome;
  readonly traced: boolean;
  readonly mark: number;
  private readonly state: HookState;
  private readonly walked: Chain;
  private readonly from: number;
  /** Position of the rule that matched; the chain's length if none did. */
  private readonly at: number;
  /** Rules that were asked in vain, and their codes, one after the other. */
  private readonly answers: readonly number[];
  private codes: Uint8Array | null = null;

  constructor(
    state: HookState,
    chain: Chain,
    from: number,
    at: number,
    answers: readonly number[],
    found: { readonly traced: boolean; readonly mark: number },
    outcome: WalkOutcome,
  ) {
    this.state = state;
    this.walked = chain;
    this.from = from;
    this.at = at;
    this.answers = answers;
    this.traced = found.traced;
    this.mark = found.mark;
    this.outcome = outcome;
  }

  get table(): TableKind {
    return this.state.table;
  }

  get chain(): string {
    return this.walked.name;
  }

  get first(): number {
    return this.from + 1;
  }

  get tried(): number {
    return Math.min(this.at + 1, this.walked.rules.length) - this.from;
  }

  get matched(): boolean {
    return this.at < this.walked.rules.length;
  }

  get record(): Walk['record'] {
    if (this.outcome.kind === 'unsure') return null;
    const { rules, policy } = this.walked;
    const rule = rules.at(this.at);
    const end = policy === null ? 'return' : 'policy';
    return { comment: !rule || isTail(rule) ? end : 'rule', num: this.at + 1 };
  }

  get failed(): Uint8Array {
    this.codes ??= this.gather();
    return this.codes;
  }

  private gather(): Uint8Array {
    const { answers, from, at, walked, state } = this;
    const codes = new Uint8Array(this.tried);
    for (let next = 0, position = from; position < at; position++) {
      const wasAsked = answers[next] === position;
      codes[position - from] = wasAsked ? answers[next + 1]! : failedUnread(walked.rules, position, state);
      if (wasAsked) next += 2;
    }
    return codes;
  }
}
