// Text to IPv4 addresses, by ip-num: it is strict (no leading zeros, four parts), and slow beside the numbers used inside.
import { IPv4, Validator } from 'ip-num';
import type { Ipv4Address } from './address.ts';

/** What is longer than this is not looked at. */
const LONGEST = '255.255.255.255/32'.length;

/** Dotted quad to uint32; undefined when the text is no IPv4 address. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  if (text.length > LONGEST || !Validator.isValidIPv4String(text)[0]) return undefined;
  return Number(new IPv4(text).getValue());
}

/** `10.0.0.0/8` to its parts; a bare address is a /32. Undefined when it is neither. Host bits are kept. */
export function parseCidr(text: string): { address: Ipv4Address; length: number } | undefined {
  const cidr = text.includes('/') ? text : `${text}/32`;
  if (cidr.length > LONGEST || !Validator.isValidIPv4CidrNotation(cidr)[0]) return undefined;
  const [address = '', length] = cidr.split('/');
  return { address: Number(new IPv4(address).getValue()), length: Number(length) };
}
