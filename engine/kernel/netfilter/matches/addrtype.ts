// net/netfilter/xt_addrtype.c: what an address is to this host.
import { isMulticastIpv4 } from '../../../wire/address.ts';
import type { NetDevice } from '../../core/netdevice.ts';
import { RT_TABLE_LOCAL } from '../../ipv4/fib_trie.ts';
import type { Net } from '../../net_namespace.ts';
import { bang } from '../options.ts';
import { nameBeginning } from '../parse/names.ts';
import { textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, type Option, OptionError } from '../types.ts';

/** In the order of the kernel's numbers, in which iptables prints them. */
const TYPES = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
] as const;
type AddressType = (typeof TYPES)[number];

interface Side {
  readonly types: readonly AddressType[];
  readonly inverted: boolean;
}

interface AddrtypeParams {
  readonly source: Side | null;
  readonly destination: Side | null;
  readonly limit: 'in' | 'out' | null;
}

/** net/ipv4/fib_frontend.c inet_addr_type_dev_table: what the local table says; with a device, only if it is of that device. */
function inet_addr_type(net: Net, address: number, dev: NetDevice | null): AddressType {
  if (address === 0 || address === 0xffffffff) return 'BROADCAST';
  if (isMulticastIpv4(address)) return 'MULTICAST';
  const { row } = net.fib.lookup(RT_TABLE_LOCAL, address, () => null);
  if (!row || (dev && row.dev !== dev.name)) return 'UNICAST';
  return row.type === 'local' ? 'LOCAL' : row.type === 'broadcast' ? 'BROADCAST' : 'UNICAST';
}

function side(option: Option | undefined): Side | null {
  if (!option) return null;
  const words = textOf(option).split(',');
  const types = words.map((word, index) => {
    const type = word === '' ? undefined : nameBeginning(TYPES, word);
    const rest = words.slice(index).join(',');
    const quoted = index < words.length - 1 ? `\`${rest}'` : `"${rest}"`;
    if (type === undefined) throw new OptionError(`addrtype: bad type ${quoted}`);
    return type;
  });
  return { types: TYPES.filter((type) => types.includes(type)), inverted: option.inverted };
}

export const addrtype: MatchExtension<AddrtypeParams> = {
  options: {
    '--src-type': { takes: 1, invertible: true },
    '--dst-type': { takes: 1, invertible: true },
    '--limit-iface-in': { takes: 0, excludes: ['--limit-iface-out'] },
    '--limit-iface-out': { takes: 0, excludes: ['--limit-iface-in'] },
  },
  parse(options) {
    const named = (name: string) => options.find((option) => option.name === name);
    const source = side(named('--src-type'));
    const destination = side(named('--dst-type'));
    if (!source && !destination) throw new OptionError('addrtype: you must specify --src-type or --dst-type');
    const limit = named('--limit-iface-in') ? 'in' : named('--limit-iface-out') ? 'out' : null;
    return { source, destination, limit };
  },
  check({ limit }, { hooks }) {
    if (limit === 'out' && (hooks.has('PREROUTING') || hooks.has('INPUT')))
      return 'output interface limitation not valid in PREROUTING and INPUT';
    if (limit === 'in' && (hooks.has('POSTROUTING') || hooks.has('OUTPUT')))
      return 'input interface limitation not valid in POSTROUTING and OUTPUT';
    return null;
  },
  match({ source, destination, limit }, { net, packet, in: indev, out }) {
    const dev = limit === 'in' ? indev : limit === 'out' ? out : null;
    const fits = (of: Side | null, address: number) =>
      !of || of.types.includes(inet_addr_type(net, address, dev)) !== of.inverted;
    return fits(source, packet.src) && fits(destination, packet.dst);
  },
  save: ({ source, destination, limit }) =>
    [
      ...(source ? [`${bang(source.inverted)}--src-type ${source.types.join(',')}`] : []),
      ...(destination ? [`${bang(destination.inverted)}--dst-type ${destination.types.join(',')}`] : []),
      ...(limit ? [`--limit-iface-${limit}`] : []),
    ].join(' '),
  list: ({ source, destination, limit }) =>
    [
      'ADDRTYPE match',
      ...(source ? [`src-type ${source.inverted ? '!' : ''}${source.types.join(',')}`] : []),
      ...(destination ? [`dst-type ${destination.inverted ? '!' : ''}${destination.types.join(',')}`] : []),
      ...(limit ? [`limit-${limit}`] : []),
    ].join(' '),
};
