// net/netfilter/xt_mark.c mark_tg: writes the packet's mark.
import { hex, type Masked } from '../options.ts';
import { type Option, OptionError, type TargetExtension } from '../types.ts';
import { MARK_OPTIONS, markText, readMark } from './mark_words.ts';

export const MARK: TargetExtension<Masked> = {
  options: MARK_OPTIONS,
  parse([option]: readonly Option[]) {
    if (!option)
      throw new OptionError('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
    return readMark('MARK', option);
  },
  act({ value, mask }, { skb }) {
    skb.mark = ((skb.mark & ~mask) ^ value) >>> 0;
    return 'CONTINUE';
  },
  save: ({ value, mask }) => `--set-xmark ${hex(value)}/${hex(mask)}`,
  list: (params) => `MARK ${markText(params)}`,
};
