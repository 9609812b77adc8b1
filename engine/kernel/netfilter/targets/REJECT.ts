// net/ipv4/netfilter/ipt_REJECT.c: drops the packet and tells its sender.
import { ICMP_DEST_UNREACH } from '../../../wire/icmp.ts';
import {
  ICMP_HOST_ANO,
  ICMP_HOST_UNREACH,
  ICMP_NET_ANO,
  ICMP_NET_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PORT_UNREACH,
  ICMP_PROT_UNREACH,
  icmp_send,
} from '../../ipv4/icmp.ts';
import { OptionError, type TargetExtension } from '../types.ts';

const CODES: Readonly<Record<string, number>> = {
  'icmp-net-unreachable': ICMP_NET_UNREACH,
  'icmp-host-unreachable': ICMP_HOST_UNREACH,
  'icmp-proto-unreachable': ICMP_PROT_UNREACH,
  'icmp-port-unreachable': ICMP_PORT_UNREACH,
  'icmp-net-prohibited': ICMP_NET_ANO,
  'icmp-host-prohibited': ICMP_HOST_ANO,
  'icmp-admin-prohibited': ICMP_PKT_FILTERED,
};

export const REJECT: TargetExtension<{ type: string; code: number }> = {
  options: { '--reject-with': 1 },
  tables: ['filter'],
  parse([option]) {
    const type = option?.values[0] ?? 'icmp-port-unreachable';
    const code = CODES[type];
    if (code === undefined) throw new OptionError(`unknown reject type "${type}"`);
    return { type, code };
  },
  act: () => 'DROP',
  afterwards: ({ code }, { net, skb }) => icmp_send(net, skb, ICMP_DEST_UNREACH, code, 0),
  save: ({ type }) => `--reject-with ${type}`,
  list: ({ type }) => `reject-with ${type}`,
};
