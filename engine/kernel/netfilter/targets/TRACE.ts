// net/netfilter/xt_TRACE.c: from here on, every rule the packet matches is logged.
import type { TargetExtension } from '../types.ts';

export const TRACE: TargetExtension<null> = {
  options: {},
  tables: ['raw'],
  parse: () => null,
  act(_params, { skb }) {
    skb.traced = true;
    return 'CONTINUE';
  },
  save: () => '',
  list: () => '',
};
