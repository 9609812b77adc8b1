// net/netfilter/xt_set.c set_match_v4: is the packet in a set?
import { type AdtOptions, ip_set_test } from '../../ipset/ip_set_packet.ts';
import { formatSetFlags, parseSetFlags, type SetFlags } from '../set_flags.ts';
import { type MatchExtension, OptionError } from '../types.ts';

interface SetParams extends SetFlags, AdtOptions {
  readonly inverted: boolean;
}

const describe = (params: SetParams, dashes: string) =>
  [
    `${params.inverted ? '! ' : ''}${dashes}match-set ${formatSetFlags(params)}`,
    ...(params.returnNomatch ? [`${dashes}return-nomatch`] : []),
    ...(params.skipCounters ? [`! ${dashes}update-counters`] : []),
    ...(params.skipSubcounters ? [`! ${dashes}update-subcounters`] : []),
  ].join(' ');

export const set: MatchExtension<SetParams> = {
  options: { '--match-set': 2, '--return-nomatch': 0, '--update-counters': 0, '--update-subcounters': 0 },
  parse(options, context) {
    const named = options.filter(({ name }) => name === '--match-set');
    const [option] = named;
    if (!option) throw new OptionError("You must specify `--match-set' with proper arguments");
    if (named.length > 1) throw new OptionError('--match-set can be specified only once');
    const find = (name: string) => options.find((each) => each.name === name);
    const returnNomatch = find('--return-nomatch');
    if (returnNomatch?.inverted) throw new OptionError('--return-nomatch flag cannot be inverted');
    return {
      ...parseSetFlags(option, context),
      inverted: option.inverted,
      returnNomatch: returnNomatch !== undefined,
      skipCounters: find('--update-counters')?.inverted ?? false,
      skipSubcounters: find('--update-subcounters')?.inverted ?? false,
    };
  },
  match: (params, { net, packet }) => ip_set_test(net, params.name, packet, params) !== params.inverted,
  save: (params) => describe(params, '--'),
  list: (params) => describe(params, ''),
  sets: ({ name }) => [name],
};
