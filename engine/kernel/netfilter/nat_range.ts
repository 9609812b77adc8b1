// struct nf_nat_range2: what an address and port may be rewritten to, as DNAT and SNAT name it.
import { formatIpv4, type Ipv4Address } from '../../wire/address.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { parseNumber } from './options.ts';
import { OptionError } from './types.ts';

export interface NatRange {
  /** null: keep the address. */
  readonly low: Ipv4Address | null;
  readonly high: Ipv4Address | null;
  /** null: keep the port where possible. */
  readonly ports: { readonly low: number; readonly high: number } | null;
  /** --random-fully */
  readonly random: boolean;
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.9:80`, `:8080-8090`. */
export function parseNatRange(option: string, text: string, random: boolean): NatRange {
  const [addresses = '', ports] = text.split(':');
  const [lowText = '', highText = lowText] = addresses.split('-');
  const low = addresses === '' ? null : parseIpv4(lowText);
  const high = addresses === '' ? null : parseIpv4(highText);
  if (low === undefined || high === undefined) throw new OptionError(`Bad IP address "${addresses}"`);
  if (ports === undefined) return { low, high, ports: null, random };
  const [first = '', last = first] = ports.split('-');
  return {
    low,
    high,
    ports: { low: parseNumber(option, first, 65535), high: parseNumber(option, last, 65535) },
    random,
  };
}

export function formatNatRange({ low, high, ports }: NatRange): string {
  const first = low === null ? '' : formatIpv4(low);
  const addresses = low === high ? first : `${first}-${formatIpv4(high ?? 0)}`;
  if (!ports) return addresses;
  return `${addresses}:${ports.low === ports.high ? ports.low : `${ports.low}-${ports.high}`}`;
}
