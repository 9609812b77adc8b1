// net/netfilter/xt_nat.c xt_snat_target_v2: another source for the connection.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { formatNatRange, type NatRange, parseNatRange } from '../nat_range.ts';
import { OptionError, type TargetExtension } from '../types.ts';

export const SNAT: TargetExtension<NatRange> = {
  options: { '--to-source': 1, '--random': 0, '--random-fully': 0, '--persistent': 0 },
  tables: ['nat'],
  tracks: true,
  parse(options) {
    const to = options.find(({ name }) => name === '--to-source');
    if (!to) throw new OptionError('SNAT: option "--to-source" must be specified');
    return parseNatRange(
      to.name,
      to.values[0] ?? '',
      options.some(({ name }) => name.startsWith('--random')),
    );
  },
  act: (range, state) => nf_nat_setup_info(state, range, 'src'),
  save: (range) => `--to-source ${formatNatRange(range)}${range.random ? ' --random-fully' : ''}`,
  list: (range) => `to:${formatNatRange(range)}${range.random ? ' random-fully' : ''}`,
};
