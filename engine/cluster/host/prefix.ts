// Prefixes and addresses as declared data names them, and the ones counted off from them.
import { formatIpv4, inPrefix, prefixMask } from '../../wire/address.ts';
import { parseCidr } from '../../wire/parse_address.ts';

export interface Prefix {
  /** The network's address: no host bits. */
  readonly network: number;
  readonly length: number;
}

/** An address or prefix, host bits kept. Declared data was checked where it was read; what is none here is a bug. */
export function addressOf(cidr: string): { address: number; length: number } {
  const parsed = parseCidr(cidr);
  if (!parsed) throw new TypeError(`"${cidr}" is no IPv4 address or prefix`);
  return parsed;
}

export function prefixOf(cidr: string): Prefix {
  const { address, length } = addressOf(cidr);
  return { network: (address & prefixMask(length)) >>> 0, length };
}

export const formatPrefix = ({ network, length }: Prefix) => `${formatIpv4(network)}/${length}`;

/** The same prefix without host bits, as iptables prints it. */
export const masked = (cidr: string) => formatPrefix(prefixOf(cidr));

/** The nth address of a prefix; the 0th is the network's. */
export const nthAddress = ({ network }: Prefix, n: number) => formatIpv4((network + n) >>> 0);

export function contains({ network, length }: Prefix, address: string): boolean {
  return inPrefix(addressOf(address).address, network, length);
}

export const overlaps = (a: Prefix, b: Prefix) =>
  inPrefix(a.network, b.network, Math.min(a.length, b.length));
