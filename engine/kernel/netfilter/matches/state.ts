// extensions/libxt_conntrack.c: the older name of the conntrack match.
import { type CtState, parseStates, stateOf } from '../ctstate.ts';
import { bang } from '../options.ts';
import { textOf } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';

export const state: MatchExtension<{ states: readonly CtState[]; inverted: boolean }> = {
  options: { '--state': { takes: 1, mandatory: true, invertible: true } },
  tracks: true,
  parse: ([option]) => ({
    states: option ? parseStates(textOf(option), 'state') : [],
    inverted: option?.inverted ?? false,
  }),
  match: ({ states, inverted }, { skb }) => stateOf(skb).some((each) => states.includes(each)) !== inverted,
  save: ({ states, inverted }) => `${bang(inverted)}--state ${states.join(',')}`,
  list: ({ states, inverted }) => `${bang(inverted)}state ${states.join(',')}`,
};
