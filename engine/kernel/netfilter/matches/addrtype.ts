// net/netfilter/xt_addrtype.c: what an address is to this host.
import { isMulticastIpv4 } from '../../../wire/address.ts';
import type { Net } from '../../net_namespace.ts';
import { type MatchExtension, OptionError } from '../types.ts';

/** In the order iptables prints them. */
const TYPES = ['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'MULTICAST'] as const;
type AddressType = (typeof TYPES)[number];

interface Side {
  readonly types: readonly AddressType[];
  readonly inverted: boolean;
}

interface AddrtypeParams {
  readonly source: Side | null;
  readonly destination: Side | null;
  readonly limitIn: boolean;
  readonly limitOut: boolean;
}

/** net/ipv4/fib_frontend.c inet_addr_type; with a device, only its own addresses are local. */
function inet_addr_type(net: Net, address: number, dev: string | null): AddressType {
  if (address === 0) return 'UNSPEC';
  if (isMulticastIpv4(address)) return 'MULTICAST';
  const { row } = net.fib.lookup(255, address, (route) => (dev && route.dev !== dev ? 'other-device' : null));
  if (address === 0xffffffff || row?.type === 'broadcast') return 'BROADCAST';
  return row?.type === 'local' ? 'LOCAL' : 'UNICAST';
}

function side(option: { values: readonly string[]; inverted: boolean } | undefined): Side | null {
  if (!option) return null;
  const words = (option.values[0] ?? '').toUpperCase().split(',');
  const unknown = words.find((word) => !TYPES.some((type) => type === word));
  if (unknown !== undefined) throw new OptionError(`addrtype: bad type "${unknown}"`);
  return { types: TYPES.filter((type) => words.includes(type)), inverted: option.inverted };
}

export const addrtype: MatchExtension<AddrtypeParams> = {
  options: { '--src-type': 1, '--dst-type': 1, '--limit-iface-in': 0, '--limit-iface-out': 0 },
  parse: (options) => ({
    source: side(options.find(({ name }) => name === '--src-type')),
    destination: side(options.find(({ name }) => name === '--dst-type')),
    limitIn: options.some(({ name }) => name === '--limit-iface-in'),
    limitOut: options.some(({ name }) => name === '--limit-iface-out'),
  }),
  match({ source, destination, limitIn, limitOut }, { net, packet, in: indev, out }) {
    const dev = limitIn ? (indev?.name ?? null) : limitOut ? (out?.name ?? null) : null;
    const fits = (of: Side | null, address: number) =>
      of === null || of.types.includes(inet_addr_type(net, address, dev)) !== of.inverted;
    return fits(source, packet.src) && fits(destination, packet.dst);
  },
  save: (params) =>
    describe(
      params,
      (name, types, inverted) => `${inverted ? '! ' : ''}--${name}-type ${types}`,
      '--limit-iface-',
    ),
  list: (params) =>
    `ADDRTYPE match ${describe(params, (name, types, inverted) => `${name}-type ${inverted ? '!' : ''}${types}`, 'limit-')}`,
};

function describe(
  { source, destination, limitIn, limitOut }: AddrtypeParams,
  side: (name: string, types: string, inverted: boolean) => string,
  limit: string,
): string {
  const one = (name: string, of: Side | null) => (of ? [side(name, of.types.join(','), of.inverted)] : []);
  return [
    ...one('src', source),
    ...one('dst', destination),
    ...(limitIn ? [`${limit}in`] : []),
    ...(limitOut ? [`${limit}out`] : []),
  ].join(' ');
}
