// Text to IPv4 addresses. The page and the worker both begin with this, so it does without ip-num, which its tests hold it against.
import type { Ipv4Address } from './address.ts';

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ADDRESS = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(3[0-2]|[12]?\\d))?$`);

/** `10.0.0.0/8` to its parts; a bare address is a /32. Undefined when it is neither: octets have no leading zeros. Host bits are kept. */
export function parseCidr(text: string): { address: Ipv4Address; length: number } | undefined {
  const [, a, b, c, d, length = '32'] = ADDRESS.exec(text) ?? [];
  if (d === undefined) return undefined;
  const address = ((Number(a) << 24) | (Number(b) << 16) | (Number(c) << 8) | Number(d)) >>> 0;
  return { address, length: Number(length) };
}

/** Dotted quad to uint32; undefined when the text is no IPv4 address. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  return text.includes('/') ? undefined : parseCidr(text)?.address;
}
