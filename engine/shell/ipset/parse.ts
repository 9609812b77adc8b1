// ipset lib/parse.c: numbers, ports, addresses, as `ipset` reads them and complains of them.
import { icmpByName } from '../../kernel/ipset/icmp_names.ts';
import type { AddressSpan, PortSpan } from '../../kernel/ipset/types.ts';
import { parseProtocol } from '../../kernel/netfilter/protocols.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';

/** What `ipset` does not accept. `usage`: it also points to its help, and exits with 2. */
export class IpsetComplaint extends Error {
  readonly usage: boolean;

  constructor(message: string, usage = false) {
    super(message);
    this.usage = usage;
  }
}

export const syntax = (message: string) => new IpsetComplaint(`Syntax error: ${message}`);

const IPSET_MAXNAMELEN = 32;
const IPPROTO_ICMP = 1;
const PORTED: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp', 136: 'udplite' };

/** /etc/services, as far as sets of clusters name them. */
const SERVICES: Readonly<Record<string, number>> = {
  tcpmux: 1,
  ssh: 22,
  smtp: 25,
  domain: 53,
  http: 80,
  ntp: 123,
  https: 443,
};

/** ipset_strchr: where two words are joined; not where there is only one. */
export function splitAt(text: string, separator: string): [string, string] | null {
  const at = text.indexOf(separator);
  if (at < 0 || text.startsWith(separator) || text.endsWith(separator)) return null;
  return [text.slice(0, at), text.slice(at + 1)];
}

/** string_to_number_ll: decimal, 0x, or octal after a 0. */
export function parseNumber(text: string, low: number, high: number): number {
  if (!/^[+-]?(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(text)) throw syntax(`'${text}' is invalid as number`);
  const octal = /^[+-]?0[0-7]+$/.test(text);
  const value = octal ? Number.parseInt(text, 8) : Number(text);
  if (!(value >= low && value <= high)) throw syntax(`'${text}' is out of range ${low}-${high}`);
  return value;
}

export function parseSetname(name: string): string {
  if (name.length >= IPSET_MAXNAMELEN)
    throw syntax(`setname '${name}' is longer than ${IPSET_MAXNAMELEN - 1} characters`);
  return name;
}

function address(text: string): number {
  const value = parseIpv4(text);
  if (value === undefined) throw syntax(`cannot parse ${text}: resolving to IPv4 address failed`);
  return value;
}

/** `10.0.0.1`, `10.0.0.0/24`, `10.0.0.1-10.0.0.9`. */
export function parseAddresses(text: string): AddressSpan {
  const net = splitAt(text, '/');
  if (net) {
    const cidr = parseNumber(net[1], 0, 32);
    return { from: address(net[0]), to: null, cidr };
  }
  const range = splitAt(text, '-');
  if (!range) return { from: address(text), to: null, cidr: null };
  return { from: address(range[0]), to: address(range[1]), cidr: null };
}

export function parsePlain(text: string): AddressSpan {
  if (splitAt(text, '/') || splitAt(text, '-')) throw syntax(`plain IP address must be supplied: ${text}`);
  return { from: address(text), to: null, cidr: null };
}

/** Number or service. ipset tries both, and complains of both. */
function parsePort(text: string, protocol: string): number {
  const known = Object.hasOwn(SERVICES, text) ? SERVICES[text] : undefined;
  if (known !== undefined) return known;
  try {
    return parseNumber(text, 0, 65535);
  } catch (error) {
    if (!(error instanceof IpsetComplaint)) throw error;
    const also = `Syntax error: '${protocol}' is invalid as number`;
    throw new IpsetComplaint(`${error.message}\n${also}\ncannot parse '${text}' as a ${protocol} port`);
  }
}

/** `80`, `80-90`. The second is read first. */
export function parsePorts(text: string, protocol: string): { from: number; to: number | null } {
  const range = splitAt(text, '-');
  if (!range) return { from: parsePort(text, protocol), to: null };
  const to = parsePort(range[1], protocol);
  return { from: parsePort(range[0], protocol), to };
}

/** `8/0`, `echo-request`. */
function parseIcmp(text: string): number {
  const known = icmpByName(text);
  if (known !== undefined) return known;
  const parts = splitAt(text, '/');
  if (!parts) throw new IpsetComplaint(`Cannot parse ${text} as an ICMP type/code.`);
  return (parseNumber(parts[0], 0, 255) << 8) | parseNumber(parts[1], 0, 255);
}

function protocol(text: string): number {
  if (text === 'ip') throw syntax(`Unsupported protocol 'ip'`);
  const number = parseProtocol(text);
  if (number === undefined) throw syntax(`cannot parse '${text}' as a protocol`);
  return number;
}

/** `80`, `udp:53`, `icmp:8/0`, `gre:0`: without a protocol it is TCP. */
export function parseProtoPort(text: string): PortSpan {
  const parts = splitAt(text, ':');
  const proto = parts ? protocol(parts[0]) : 6;
  const rest = parts ? parts[1] : text;
  const name = PORTED[proto];
  if (name !== undefined) return { proto, ...parsePorts(rest, name) };
  if (proto === IPPROTO_ICMP) return { proto, from: parseIcmp(rest), to: null };
  if (rest !== '0') throw syntax(`Protocol ${parts![0]} can be used with pseudo port value 0 only.`);
  return { proto, from: 0, to: null };
}
