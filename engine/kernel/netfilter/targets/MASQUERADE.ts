// net/netfilter/nf_nat_masquerade.c: the connection comes from the address of the device it leaves by.
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { inet_select_addr } from '../../ipv4/devinet.ts';
import { type NatRange, parseNatRange } from '../nat_range.ts';
import type { TargetExtension } from '../types.ts';

function ports({ ports }: NatRange): string {
  return ports ? `${ports.low}${ports.low === ports.high ? '' : `-${ports.high}`}` : '';
}

export const MASQUERADE: TargetExtension<NatRange> = {
  options: { '--to-ports': 1, '--random': 0, '--random-fully': 0 },
  tables: ['nat'],
  tracks: true,
  parse(options) {
    const to = options.find(({ name }) => name === '--to-ports');
    const random = options.some(({ name }) => name.startsWith('--random'));
    return parseNatRange('--to-ports', to ? `:${to.values[0] ?? ''}` : '', random);
  },
  act(range, state) {
    const { net, out, skb, packet } = state;
    const dst = skb.dst;
    const nexthop = dst && dst.kind !== 'error' && dst.gateway !== null ? dst.gateway : packet.dst;
    const source = out ? inet_select_addr(net, out, nexthop, 'global') : 0;
    if (source === 0) return 'DROP';
    return nf_nat_setup_info(state, { ...range, low: source, high: source }, 'src');
  },
  save: (range) =>
    [range.ports ? `--to-ports ${ports(range)}` : '', range.random ? '--random-fully' : '']
      .filter(Boolean)
      .join(' '),
  list: (range) =>
    [range.ports ? `masq ports: ${ports(range)}` : '', range.random ? 'random-fully' : '']
      .filter(Boolean)
      .join(' '),
};
