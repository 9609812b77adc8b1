// net/netfilter/xt_nat.c xt_dnat_target_v2: another destination for the connection.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { formatNatRange, type NatRange, parseNatRange } from '../nat_range.ts';
import { OptionError, type TargetExtension } from '../types.ts';

export const DNAT: TargetExtension<NatRange> = {
  options: { '--to-destination': 1, '--random': 0, '--persistent': 0 },
  tables: ['nat'],
  tracks: true,
  parse(options) {
    const to = options.find(({ name }) => name === '--to-destination');
    if (!to) throw new OptionError('DNAT: option "--to-destination" must be specified');
    return parseNatRange(
      to.name,
      to.values[0] ?? '',
      options.some(({ name }) => name === '--random'),
    );
  },
  act: (range, state) => nf_nat_setup_info(state, range, 'dst'),
  save: (range) => `--to-destination ${formatNatRange(range)}${range.random ? ' --random' : ''}`,
  list: (range) => `to:${formatNatRange(range)}${range.random ? ' random' : ''}`,
};
