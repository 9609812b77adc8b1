// net/netfilter/nf_nat_masquerade.c: the connection comes from the address of the device it leaves by.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { inet_select_addr } from '../../ipv4/devinet.ts';
import { formatNatRange, type NatRange, readNatRange } from '../nat_range.ts';
import type { TargetExtension } from '../types.ts';

export const MASQUERADE: TargetExtension<NatRange> = {
  options: { '--to-ports': { takes: 1 }, '--random': { takes: 0 }, '--random-fully': { takes: 0 } },
  tables: ['nat'],
  hooks: ['POSTROUTING'],
  tracks: true,
  parse: (options, head) => readNatRange(options, '--to-ports', head),
  act(range, state) {
    const { net, out, skb, packet } = state;
    const dst = skb.dst;
    const nexthop = dst && dst.kind !== 'error' && dst.gateway !== null ? dst.gateway : packet.dst;
    const source = out ? inet_select_addr(net, out, nexthop, 'global') : 0;
    if (source === 0) return 'DROP';
    return nf_nat_setup_info(state, { ...range, low: source, high: source }, 'src');
  },
  save: (range) => formatNatRange(range, '--to-ports ', '--'),
  list: (range) => formatNatRange(range, 'masq ports: ', ''),
};
