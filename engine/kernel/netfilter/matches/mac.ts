// net/netfilter/xt_mac.c: the link address a packet came from.
import { parseMac } from '../../../wire/address.ts';
import { bang } from '../options.ts';
import { textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError } from '../types.ts';

/** xtopt_parse_ethermac: octets may have one digit. */
function parse(text: string): string {
  const octets = text.split(':').map((octet) => octet.padStart(2, '0'));
  const mac = parseMac(octets.join(':'));
  if (mac === undefined) throw new OptionError('Invalid MAC address specified.');
  return mac;
}

export const mac: MatchExtension<{ address: string; inverted: boolean }> = {
  options: { '--mac-source': { takes: 1, mandatory: true, invertible: true } },
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  parse: ([option]) => ({
    address: option ? parse(textOf(option)) : '',
    inverted: option?.inverted ?? false,
  }),
  // What comes over lo, or out of this host and perhaps back to it, is from no link address, and from none it is not.
  match: ({ address, inverted }, { skb, in: dev }) =>
    skb.mac !== null &&
    skb.type !== 'LOOPBACK' &&
    dev?.type.kind !== 'loopback' &&
    (skb.mac.src === address) !== inverted,
  save: ({ address, inverted }) => `${bang(inverted)}--mac-source ${address}`,
  list: ({ address, inverted }) => `MAC ${bang(inverted)}${address}`,
};
