// net/netfilter/xt_DSCP.c tos_tg: writes the type of service octet. New = (tos & ~mask) ^ value.
import { set_ip } from '../../skbuff.ts';
import { hex2, type Masked } from '../options.ts';
import { uint } from '../parse/xtoptions.ts';
import { readTos, tosName } from '../tos_names.ts';
import { type Option, OptionError, type TargetExtension } from '../types.ts';
import { exclusive } from './mark_words.ts';

function read(option: Option): Masked {
  if (option.name === '--set-tos') return readTos(option);
  const value = uint('TOS', option, 255);
  if (option.name === '--and-tos') return { value: 0, mask: ~value & 255 };
  return { value, mask: option.name === '--or-tos' ? value : 0 };
}

function describe(params: Masked): string {
  const { value, mask } = params;
  const name = tosName(params);
  if (name !== undefined) return ` TOS set${name}`;
  if (value === 0) return `TOS and ${hex2(~mask & 255)}`;
  if (value === mask) return `TOS or ${hex2(value)}`;
  return mask === 0 ? `TOS xor ${hex2(value)}` : `TOS set ${hex2(value)}/${hex2(mask)}`;
}

export const TOS: TargetExtension<Masked> = {
  options: exclusive(['--set-tos', '--and-tos', '--or-tos', '--xor-tos'], 1),
  tables: ['mangle'],
  parse([option]) {
    if (!option) throw new OptionError('TOS: An action is required');
    return read(option);
  },
  act({ value, mask }, { skb, packet }) {
    set_ip(skb, { ...packet, tos: (packet.tos & ~mask) ^ value });
    return 'CONTINUE';
  },
  save: ({ value, mask }) => `--set-tos ${hex2(value)}/${hex2(mask)}`,
  list: (params, numeric) =>
    numeric ? `TOS set ${hex2(params.value)}/${hex2(params.mask)}` : describe(params),
};
