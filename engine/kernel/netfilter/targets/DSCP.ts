// net/netfilter/xt_DSCP.c dscp_tg: writes the upper six bits of the type of service octet.
import { set_ip } from '../../skbuff.ts';
import { hex2 } from '../options.ts';
import { uint } from '../parse/xtoptions.ts';
import { readDscpClass } from '../tos_names.ts';
import { OptionError, type TargetExtension } from '../types.ts';
import { exclusive } from './mark_words.ts';

const ECN_BITS = 0x03;

export const DSCP: TargetExtension<{ dscp: number }> = {
  options: exclusive(['--set-dscp', '--set-dscp-class'], 1),
  tables: ['mangle'],
  parse([option]) {
    if (!option) throw new OptionError('DSCP target: Parameter --set-dscp is required');
    return { dscp: option.name === '--set-dscp' ? uint('DSCP', option, 0x3f) : readDscpClass(option) };
  },
  act({ dscp }, { skb, packet }) {
    set_ip(skb, { ...packet, tos: (dscp << 2) | (packet.tos & ECN_BITS) });
    return 'CONTINUE';
  },
  save: ({ dscp }) => `--set-dscp ${hex2(dscp)}`,
  list: ({ dscp }) => `DSCP set ${hex2(dscp)}`,
};
