// net/netfilter/xt_conntrack.c: the state of the packet's connection.
import { type CtState, parseStates, stateOf } from '../ctstate.ts';
import type { MatchExtension } from '../types.ts';

interface ConntrackParams {
  readonly states: readonly CtState[];
  readonly inverted: boolean;
}

export const conntrack: MatchExtension<ConntrackParams> = {
  options: { '--ctstate': 1 },
  tracks: true,
  parse: ([option]) => ({
    states: parseStates(option?.values[0] ?? ''),
    inverted: option?.inverted ?? false,
  }),
  match: ({ states, inverted }, { skb }) => stateOf(skb).some((each) => states.includes(each)) !== inverted,
  save: ({ states, inverted }) => `${inverted ? '! ' : ''}--ctstate ${states.join(',')}`,
  list: ({ states, inverted }) => `${inverted ? '! ' : ''}ctstate ${states.join(',')}`,
};
