// Addresses as objects have them, of both families; what is emulated is IPv4.
import { Validator } from 'ip-num';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { Report, Subject } from './report.ts';
import type { Path } from './source.ts';

/** What is longer than this is not looked at. */
const LONGEST = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128'.length;

export const AN_ADDRESS = 'an IPv4 or IPv6 address';

export const isIpv6 = (text: string) => text.includes(':');

export function isAddress(text: string): boolean {
  if (!isIpv6(text)) return parseIpv4(text) !== undefined;
  return text.length <= LONGEST && Validator.isValidIPv6String(text)[0];
}

export function isCidr(text: string): boolean {
  if (!isIpv6(text)) return text.includes('/') && parseCidr(text) !== undefined;
  return text.length <= LONGEST && Validator.isValidIPv6CidrNotation(text)[0];
}

/** A text and the field it stands in. */
interface Placed {
  readonly text: string;
  readonly field: Path;
}

export const placed = (texts: readonly string[], field: Path): Placed[] =>
  texts.map((text, at) => ({ text, field: [...field, at] }));

/** Those of IPv4; the others are left out, and said to be. */
export function onlyIpv4(texts: readonly Placed[], subject: Subject, report: Report): Placed[] {
  return texts.filter(({ text, field }) => {
    if (!isIpv6(text)) return true;
    report.warn(subject, field, `${text} is left out: IPv6 is not emulated`);
    return false;
  });
}
