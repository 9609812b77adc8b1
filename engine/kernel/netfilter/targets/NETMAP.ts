// net/netfilter/xt_NETMAP.c: one network for another, host by host.
import { formatIpv4 } from '../../../wire/address.ts';
import { nf_nat_setup_info } from '../../conntrack/nf_nat_core.ts';
import { maskText } from '../parse/address.ts';
import { hostMask } from '../parse/xtoptions.ts';
import type { TargetExtension } from '../types.ts';

interface Network {
  readonly address: number;
  readonly mask: number;
}

const show = ({ address, mask }: Network) => `${formatIpv4(address)}${maskText(mask)}`;

export const NETMAP: TargetExtension<Network> = {
  options: { '--to': { takes: 1, mandatory: true } },
  tables: ['nat'],
  hooks: ['PREROUTING', 'POSTROUTING', 'OUTPUT', 'INPUT'],
  tracks: true,
  parse([option]) {
    if (!option) return { address: 0, mask: 0 };
    const { address, mask } = hostMask('NETMAP', option);
    return { address: (address & mask) >>> 0, mask };
  },
  act({ address, mask }, state) {
    const manip = state.hook === 'PREROUTING' || state.hook === 'OUTPUT' ? 'dst' : 'src';
    const host = state.packet[manip] & ~mask;
    const mapped = (address | host) >>> 0;
    const flags = { ports: null, base: null, random: false, randomFully: false, persistent: false };
    return nf_nat_setup_info(state, { low: mapped, high: mapped, ...flags }, manip);
  },
  save: (network) => `--to ${show(network)}`,
  list: (network) => `to:${show(network)}`,
};
