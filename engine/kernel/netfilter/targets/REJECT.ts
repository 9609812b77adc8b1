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
import { nf_send_reset } from '../nf_reject_ipv4.ts';
import { textOf } from '../parse/xtoptions.ts';
import { OptionError, type TargetExtension } from '../types.ts';

/** enum ipt_reject_with: what is sent, its other name, and the code of the error; null is a TCP reset. */
const TYPES: readonly (readonly [name: string, alias: string, code: number | null])[] = [
  ['icmp-net-unreachable', 'net-unreach', ICMP_NET_UNREACH],
  ['icmp-host-unreachable', 'host-unreach', ICMP_HOST_UNREACH],
  ['icmp-proto-unreachable', 'proto-unreach', ICMP_PROT_UNREACH],
  ['icmp-port-unreachable', 'port-unreach', ICMP_PORT_UNREACH],
  ['icmp-net-prohibited', 'net-prohib', ICMP_NET_ANO],
  ['icmp-host-prohibited', 'host-prohib', ICMP_HOST_ANO],
  ['tcp-reset', 'tcp-rst', null],
  ['icmp-admin-prohibited', 'admin-prohib', ICMP_PKT_FILTERED],
];

/** GRE, ESP, AH, SCTP, DCCP and UDP-Lite have no checksum over everything; TCP's is taken to be right. */
const UNCHECKED = [IPPROTO_TCP, 47, 50, 51, 132, 33, 136];

/** include/net/netfilter/nf_reject.h: no answer to what is damaged; of an unknown protocol Linux thinks that it sums up like others. */
function nf_reject_verify_csum({ protocol, payload }: Ipv4): boolean {
  return payload.layer !== 'data' || UNCHECKED.includes(protocol) || checksum(payload.bytes) === 0;
}

export const REJECT: TargetExtension<{ type: string; code: number | null }> = {
  options: { '--reject-with': { takes: 1 } },
  tables: ['filter'],
  hooks: ['INPUT', 'FORWARD', 'OUTPUT'],
  parse([option]) {
    const text = (option ? textOf(option) : 'icmp-port-unreachable').toLowerCase();
    const found = TYPES.find(([name, alias]) => name.startsWith(text) || alias.startsWith(text));
    if (!found) throw new OptionError(`unknown reject type "${textOf(option!)}"`);
    return { type: found[0], code: found[2] };
  },
  check: ({ code }, { rule: { protocol } }) =>
    code === null && (protocol?.protocol !== 6 || protocol.inverted) ? 'TCP_RESET invalid for non-tcp' : null,
  act: () => 'DROP',
  afterwards({ code }, { net, skb, hook, packet }) {
    if (code === null) nf_send_reset(net, skb, hook);
    else if (nf_reject_verify_csum(packet)) icmp_send(net, skb, ICMP_DEST_UNREACH, code, 0);
  },
  save: ({ type }) => `--reject-with ${type}`,
  list: ({ type }) => `reject-with ${type}`,
};
