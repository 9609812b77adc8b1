// net/netfilter/xt_nat.c xt_snat_target_v2: another source for the connection.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { formatNatRange, type NatRange, readNatRange } from '../nat_range.ts';
import type { TargetExtension } from '../types.ts';

export const SNAT: TargetExtension<NatRange> = {
  options: {
    '--to-source': { takes: 1, mandatory: true },
    '--random': { takes: 0 },
    '--random-fully': { takes: 0 },
    '--persistent': { takes: 0 },
  },
  tables: ['nat'],
  hooks: ['POSTROUTING', 'INPUT'],
  tracks: true,
  parse: (options, head) => readNatRange(options, '--to-source', head),
  act: (range, state) => nf_nat_setup_info(state, range, 'src'),
  save: (range) => formatNatRange(range, '--to-source ', '--'),
  list: (range) => formatNatRange(range, 'to:', ''),
};
