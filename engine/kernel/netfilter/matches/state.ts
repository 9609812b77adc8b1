// extensions/libxt_conntrack.c: the older name of the conntrack match.
import { type CtState, parseStates, stateOf } from '../ctstate.ts';
import type { MatchExtension } from '../types.ts';

export const state: MatchExtension<{ states: readonly CtState[]; inverted: boolean }> = {
  options: { '--state': 1 },
  tracks: true,
  parse: ([option]) => ({
    states: parseStates(option?.values[0] ?? ''),
    inverted: option?.inverted ?? false,
  }),
  match: ({ states, inverted }, { skb }) => stateOf(skb).some((each) => states.includes(each)) !== inverted,
  save: ({ states, inverted }) => `${inverted ? '! ' : ''}--state ${states.join(',')}`,
  list: ({ states, inverted }) => `${inverted ? '! ' : ''}state ${states.join(',')}`,
};
