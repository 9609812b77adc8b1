// net/netfilter/xt_CT.c: what conntrack is to make of a packet. Only that it is to leave it alone is supported.

import type { SkBuff } from '../../skbuff.ts';
import { type Option, type TargetExtension, Unsupported } from '../types.ts';

/** notrack_tg, xt_ct_target: only what conntrack has not seen can be kept from it. */
function notrack(skb: SkBuff): void {
  if (!skb.ct) skb.untracked = true;
}

export const CT: TargetExtension<{ notrack: boolean }> = {
  options: {
    '--notrack': { takes: 0 },
    '--helper': { takes: 1 },
    '--timeout': { takes: 1 },
    '--ctevents': { takes: 1 },
    '--expevents': { takes: 1 },
    '--zone-orig': { takes: 1 },
    '--zone-reply': { takes: 1 },
    '--zone': { takes: 1 },
  },
  tables: ['raw'],
  parse(options: readonly Option[]) {
    const other = options.find(({ name }) => name !== '--notrack');
    if (other) throw new Unsupported(other.name);
    return { notrack: options.length > 0 };
  },
  act(params, { skb }) {
    if (params.notrack) notrack(skb);
    return 'CONTINUE';
  },
  save: (params) => (params.notrack ? '--notrack' : ''),
  list: (params) => `CT${params.notrack ? ' notrack' : ''}`,
};

/** The older name of `CT --notrack`: kept in what is saved, and listed behind CT. */
export const NOTRACK: TargetExtension<null> = {
  options: {},
  tables: ['raw'],
  listedAs: 'CT',
  parse: () => null,
  act(_params, { skb }) {
    notrack(skb);
    return 'CONTINUE';
  },
  save: () => '',
  list: () => 'NOTRACK',
};
