// net/ipv4/netfilter/ip_tables.c ip_packet_match: which part of a rule says no; and of the rules nobody had to ask, which part would.
import { failedMatchCode } from '../../trace/events.ts';
import type { AddressPart, Chain, HookState, InterfacePart, Rule } from './types.ts';

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
  for (const match of rule.matches)
    if (match.kind === 'match' && !match.match(state)) return failedMatchCode(match.name);
  return 0;
}

function inNetwork(part: AddressPart, address: number): boolean {
  return (((address ^ part.address) & part.mask) === 0) !== part.inverted;
}

function isInterface(part: InterfacePart, name = ''): boolean {
  const same = part.name.endsWith('+') ? name.startsWith(part.name.slice(0, -1)) : name === part.name;
  return same !== part.inverted;
}

/**
 * What a walk can show for itself. A rule that the chain's index has passed over says no by a part that depends on nothing but
 * the packet and its devices, so it can be asked when somebody wants to know.
 */
export class Evidence {
  private readonly chain: Chain;
  private readonly first: number;
  private readonly state: HookState;
  /** Rules that were asked, and their codes, one after the other. */
  private answers: number[] | null = null;

  constructor(chain: Chain, first: number, state: HookState) {
    this.chain = chain;
    this.first = first;
    this.state = state;
  }

  asked(position: number, code: number): void {
    this.answers ??= [];
    this.answers.push(position, code);
  }

  /** For each of so many rules the code of the part that said no; 0 for a last one that matched. */
  codes(tried: number, matched: boolean): Uint8Array {
    const codes = new Uint8Array(tried);
    const { answers, first, chain, state } = this;
    const silent = matched ? tried - 1 : tried;
    for (let at = 0, offset = 0; offset < silent; offset++) {
      const wasAsked = answers !== null && answers[at] === first + offset;
      codes[offset] = wasAsked ? answers[at + 1]! : failedPart(chain.rules[first + offset]!, state);
      if (wasAsked) at += 2;
    }
    return codes;
  }
}
