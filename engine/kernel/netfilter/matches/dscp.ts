// net/netfilter/xt_dscp.c dscp_mt: the upper six bits of the type of service octet.
import { hex2 } from '../options.ts';
import { uint } from '../parse/xtoptions.ts';
import { readDscpClass } from '../tos_names.ts';
import { type MatchExtension, OptionError } from '../types.ts';

export const dscp: MatchExtension<{ dscp: number; inverted: boolean }> = {
  options: {
    '--dscp': { takes: 1, invertible: true, excludes: ['--dscp-class'] },
    '--dscp-class': { takes: 1, invertible: true, excludes: ['--dscp'] },
  },
  parse([option]) {
    if (!option) throw new OptionError('DSCP match: Parameter --dscp is required');
    const value = option.name === '--dscp' ? uint('dscp', option, 0x3f) : readDscpClass(option);
    return { dscp: value, inverted: option.inverted };
  },
  match: ({ dscp: value, inverted }, { packet }) => (packet.tos >> 2 === value) !== inverted,
  save: ({ dscp: value, inverted }) => `${inverted ? '! ' : ''}--dscp ${hex2(value)}`,
  list: ({ dscp: value, inverted }) => `DSCP match ${inverted ? '!' : ''}${hex2(value)}`,
};
