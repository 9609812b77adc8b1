// net/netfilter/xt_dscp.c tos_mt: the type of service octet, under a mask.
import { hex2, type Masked } from '../options.ts';
import { readTos, tosName } from '../tos_names.ts';
import type { MatchExtension } from '../types.ts';

const show = ({ value, mask }: Masked) => `${hex2(value)}/${hex2(mask)}`;

export const tos: MatchExtension<Masked & { inverted: boolean }> = {
  options: { '--tos': { takes: 1, mandatory: true, invertible: true } },
  parse: ([option]) => ({
    ...(option ? readTos(option) : { value: 0, mask: 0 }),
    inverted: option?.inverted ?? false,
  }),
  match: ({ value, mask, inverted }, { packet }) => ((packet.tos & mask) === value) !== inverted,
  save: (params) => `${params.inverted ? '! ' : ''}--tos ${show(params)}`,
  list(params, numeric) {
    const name = numeric ? undefined : tosName(params);
    return `tos match${params.inverted ? '!' : ''}${name === undefined ? show(params) : ` ${name}`}`;
  },
};
