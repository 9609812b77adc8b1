// net/ipv4/netfilter/ipt_REJECT.c: drops the packet and tells its sender.
import { checksum } from '../../../wire/checksum.ts';
import { ICMP_DEST_UNREACH } from '../../../wire/icmp.ts';
import { IPPROTO_TCP, type Ipv4 } from '../../../wire/ipv4.ts';
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

/** GRE, ESP, AH, SCTP, DCCP and UDP-Lite have no checksum over everything; TCP's is taken to be right. */
const UNCHECKED = [IPPROTO_TCP, 47, 50, 51, 132, 33, 136];

/** include/net/netfilter/nf_reject.h: no answer to what is damaged; of an unknown protocol Linux thinks that it sums up like others. */
function nf_reject_verify_csum({ protocol, payload }: Ipv4): boolean {
  return payload.layer !== 'data' || UNCHECKED.includes(protocol) || checksum(payload.bytes) === 0;
}

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
  afterwards({ code }, { net, skb, packet }) {
    if (nf_reject_verify_csum(packet)) icmp_send(net, skb, ICMP_DEST_UNREACH, code, 0);
  },
  save: ({ type }) => `--reject-with ${type}`,
  list: ({ type }) => `reject-with ${type}`,
};
