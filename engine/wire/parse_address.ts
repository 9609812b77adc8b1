// Text to IPv4 addresses, by ip-num: it is strict (no leading zeros, four parts), and slow beside the numbers used inside.
import { IPv4, Validator } from 'ip-num';
import type { Ipv4Address } from './address.ts';

/** What is longer than this is not looked at. */
const LONGEST = '255.255.255.255/32'.length;

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const PLAIN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(3[0-2]|[12]?\\d))?$`);

/** Of an address as everybody writes it nothing has to be asked: it is read tens of thousands of times. */
function plain(text: string): { address: Ipv4Address; length: number } | undefined {
  const [, a, b, c, d, length = '32'] = PLAIN.exec(text) ?? [];
  if (d === undefined) return undefined;
  const address = ((Number(a) << 24) | (Number(b) << 16) | (Number(c) << 8) | Number(d)) >>> 0;
  return { address, length: Number(length) };
}

/** Dotted quad to uint32; undefined when the text is no IPv4 address. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  const known = text.includes('/') ? undefined : plain(text);
  if (known) return known.address;
  if (text.length > LONGEST || !Validator.isValidIPv4String(text)[0]) return undefined;
  return Number(new IPv4(text).getValue());
}

/** `10.0.0.0/8` to its parts; a bare address is a /32. Undefined when it is neither. Host bits are kept. */
export function parseCidr(text: string): { address: Ipv4Address; length: number } | undefined {
  const known = plain(text);
  if (known) return known;
  const cidr = text.includes('/') ? text : `${text}/32`;
  if (cidr.length > LONGEST || !Validator.isValidIPv4CidrNotation(cidr)[0]) return undefined;
  const [address = '', length] = cidr.split('/');
  return { address: Number(new IPv4(address).getValue()), length: Number(length) };
}
