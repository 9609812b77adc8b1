// net/netfilter/xt_nat.c xt_dnat_target_v2: another destination for the connection.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { formatNatRange, type NatRange, readNatRange } from '../nat_range.ts';
import type { TargetExtension } from '../types.ts';

export const DNAT: TargetExtension<NatRange> = {
  options: {
    '--to-destination': { takes: 1, mandatory: true },
    '--random': { takes: 0 },
    '--persistent': { takes: 0 },
  },
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  tracks: true,
  parse: (options, head) => readNatRange(options, '--to-destination', head),
  act: (range, state) => nf_nat_setup_info(state, range, 'dst'),
  save: (range) => formatNatRange(range, '--to-destination ', '--'),
  list: (range) => formatNatRange(range, 'to:', ''),
};
