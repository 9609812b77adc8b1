// net/netfilter/xt_mark.c: the packet's mark, under a mask.
import { bang, formatMasked, type Masked } from '../options.ts';
import { markMask } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';

export const mark: MatchExtension<Masked & { inverted: boolean }> = {
  options: { '--mark': { takes: 1, mandatory: true, invertible: true } },
  parse: ([option]) => ({
    ...(option ? markMask('mark', option) : { value: 0, mask: 0 }),
    inverted: option?.inverted ?? false,
  }),
  match: ({ value, mask, inverted }, { skb }) => ((skb.mark & mask) >>> 0 === value) !== inverted,
  save: (params) => `${bang(params.inverted)}--mark ${formatMasked(params)}`,
  list: (params) => `mark match ${bang(params.inverted)}${formatMasked(params)}`,
};
