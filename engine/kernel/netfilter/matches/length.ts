// net/netfilter/xt_length.c: octets of the IPv4 packet.
import { tot_len } from '../../skbuff.ts';
import { bang } from '../options.ts';
import { uintRange } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';

interface LengthParams {
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

const show = ({ low, high }: LengthParams) => (low === high ? `${low}` : `${low}:${high}`);

export const length: MatchExtension<LengthParams> = {
  options: { '--length': { takes: 1, mandatory: true, invertible: true } },
  parse: ([option]) => ({
    ...(option ? uintRange('length', option, 0xffff) : { low: 0, high: 0 }),
    inverted: option?.inverted ?? false,
  }),
  match({ low, high, inverted }, { packet }) {
    const octets = tot_len(packet);
    return (octets >= low && octets <= high) !== inverted;
  },
  save: (params) => `${bang(params.inverted)}--length ${show(params)}`,
  list: (params) => `length ${params.inverted ? '!' : ''}${show(params)}`,
};
