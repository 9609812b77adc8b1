// net/netfilter/xt_connmark.c connmark_mt: the connection's mark, under a mask.
import { bang, formatMasked, type Masked } from '../options.ts';
import { markMask } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';

export const connmark: MatchExtension<Masked & { inverted: boolean }> = {
  options: { '--mark': { takes: 1, mandatory: true, invertible: true } },
  tracks: true,
  parse: ([option]) => ({
    ...(option ? markMask('connmark', option) : { value: 0, mask: 0 }),
    inverted: option?.inverted ?? false,
  }),
  match: ({ value, mask, inverted }, { skb }) =>
    skb.ct !== null && ((skb.ct.conn.mark & mask) >>> 0 === value) !== inverted,
  save: (params) => `${bang(params.inverted)}--mark ${formatMasked(params)}`,
  list: (params) => `connmark match ${params.inverted ? '!' : ''} ${formatMasked(params)}`,
};
