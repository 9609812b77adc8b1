// libxtables/xtables.c: addresses and masks as iptables reads and prints them.
import { formatIpv4, prefixMask } from '../../../wire/address.ts';
import { OptionError } from '../types.ts';

/** __numeric_to_ipaddr: `10.1` is 10.1.0.0, unless it is a mask, which needs all four parts. */
export function parseDotted(text: string, isMask = false): number | null {
  const parts = text.split('.');
  if (parts.length > 4 || (isMask && parts.length < 4)) return null;
  let address = 0;
  for (let index = 0; index < 4; index++) {
    const part = parts[index] ?? '0';
    if (!/^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(part) || octet(part) > 255) return null;
    address = address * 256 + octet(part);
  }
  return address;
}

const octet = (text: string) => (/^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text));

/** parse_ipmask */
function parseMask(text: string): number {
  const dotted = parseDotted(text, true);
  if (dotted !== null) return dotted;
  if (!/^\d{1,2}$/.test(text) || Number(text) > 32)
    throw new OptionError(`invalid mask \`${text}' specified`);
  return prefixMask(Number(text));
}

/** xtables_ipparse_multiple: `a,b/8,c/255.0.255.0`. The name behind a null mask does not count. */
export function parseAddresses(text: string): { address: number; mask: number }[] {
  return text.split(',').map((one) => {
    const word = one.trimStart();
    const slash = word.lastIndexOf('/');
    const mask = slash < 0 ? 0xffffffff : parseMask(word.slice(slash + 1));
    const host = slash < 0 ? word : word.slice(0, slash);
    const address = mask === 0 ? 0 : host === 'localhost' ? 0x7f000001 : parseDotted(host);
    if (address === null) throw new OptionError(`host/network \`${host}' not found`);
    return { address: (address & mask) >>> 0, mask };
  });
}

/** Prefix length of a mask, null when it has holes. */
function maskLength(mask: number): number | null {
  const length = Math.clz32(~mask);
  return prefixMask(length) === mask ? length : null;
}

/** `/24`, `/255.0.255.0`. */
export function maskText(mask: number): string {
  return `/${maskLength(mask) ?? formatIpv4(mask)}`;
}

/** xtables_ipmask_to_numeric: nothing for a whole address. */
export function listMask(mask: number): string {
  return mask === 0xffffffff ? '' : maskText(mask);
}
