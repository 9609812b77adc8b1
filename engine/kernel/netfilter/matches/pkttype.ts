// net/netfilter/xt_pkttype.c: for whom a frame was on its link.
import { isMulticastIpv4 } from '../../../wire/address.ts';
import type { PacketType } from '../../skbuff.ts';
import { bang } from '../options.ts';
import { textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError } from '../types.ts';

const NAMES: Readonly<Record<string, PacketType>> = {
  unicast: 'HOST',
  broadcast: 'BROADCAST',
  multicast: 'MULTICAST',
  otherhost: 'OTHERHOST',
  bcast: 'BROADCAST',
  mcast: 'MULTICAST',
  host: 'HOST',
};

const nameOf = (type: PacketType) => Object.keys(NAMES).find((name) => NAMES[name] === type);

export const pkttype: MatchExtension<{ type: PacketType; inverted: boolean }> = {
  options: { '--pkt-type': { takes: 1, mandatory: true, invertible: true } },
  parse([option]) {
    const type = option ? NAMES[textOf(option).toLowerCase()] : 'HOST';
    if (!type) throw new OptionError(`Bad packet type '${textOf(option!)}'`);
    return { type, inverted: option?.inverted ?? false };
  },
  match({ type, inverted }, { skb, packet }) {
    // The own copy of what was sent to many has no link to tell: its address does.
    const looped = isMulticastIpv4(packet.dst) ? 'MULTICAST' : 'BROADCAST';
    const own: PacketType = skb.type === 'LOOPBACK' ? looped : skb.type;
    return (own === type) !== inverted;
  },
  save: ({ type, inverted }) => `${bang(inverted)}--pkt-type ${nameOf(type)}`,
  list: ({ type, inverted }) => `PKTTYPE ${inverted ? '!' : ''}= ${nameOf(type)}`,
};
