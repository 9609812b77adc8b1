// net/netfilter/xt_mark.c: the packet's mark, under a mask.

import { formatMasked, type Masked, parseMasked } from '../options.ts';
import type { MatchExtension } from '../types.ts';

export const mark: MatchExtension<Masked & { inverted: boolean }> = {
  options: { '--mark': 1 },
  parse: (options) => ({
    ...parseMasked('--mark', options[0]?.values[0] ?? ''),
    inverted: options[0]?.inverted ?? false,
  }),
  match: ({ value, mask, inverted }, { skb }) => ((skb.mark & mask) >>> 0 === value) !== inverted,
  save: (params) => `${params.inverted ? '! ' : ''}--mark ${formatMasked(params)}`,
  list: (params) => `mark match ${params.inverted ? '! ' : ''}${formatMasked(params)}`,
};
