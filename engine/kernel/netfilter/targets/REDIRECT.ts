// net/netfilter/nf_nat_redirect.c: the connection is for this host, whatever its address was.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { formatNatRange, type NatRange, readNatRange } from '../nat_range.ts';
import { OptionError, type TargetExtension } from '../types.ts';

const INADDR_LOOPBACK = 0x7f000001;

export const REDIRECT: TargetExtension<NatRange> = {
  options: { '--to-ports': { takes: 1 }, '--random': { takes: 0 } },
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  tracks: true,
  parse(options, head) {
    const range = readNatRange(options, '--to-ports', head);
    if (range.base !== null) throw new OptionError('Shifted portmap ranges not supported with this kernel');
    return range;
  },
  /** nf_nat_redirect_ipv4: what is made here goes to lo, what came in to the first address of the device. */
  act(range, state) {
    const address = state.hook === 'OUTPUT' ? INADDR_LOOPBACK : state.in?.addresses[0]?.address;
    if (address === undefined) return 'DROP';
    return nf_nat_setup_info(state, { ...range, low: address, high: address }, 'dst');
  },
  save: (range) => formatNatRange(range, '--to-ports ', '--'),
  list: (range) => formatNatRange(range, 'redir ports ', ''),
};
