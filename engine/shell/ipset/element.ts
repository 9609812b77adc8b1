// ipset lib/parse.c ipset_parse_elem and lib/print.c ipset_print_elem: an element in words, both ways.
import { netText, portText } from '../../kernel/ipset/ip_set_print.ts';
import type { AddressSpan, Asked, PortSpan } from '../../kernel/ipset/types.ts';
import { formatIpv4 } from '../../wire/address.ts';
import {
  IpsetComplaint,
  parseAddresses,
  parseNumber,
  parsePlain,
  parseProtoPort,
  parseSetname,
  splitAt,
  syntax,
} from './parse.ts';
import { TYPE_WORDS, type TypeWords } from './types.ts';

const LONGEST_TIMEOUT = 2_147_483;

const NOTHING: Asked = {
  ip: null,
  port: null,
  ip2: null,
  name: null,
  place: null,
  nomatch: false,
  timeout: null,
  packets: null,
  bytes: null,
  comment: null,
};

/** As many words as the type has parts. */
function splitElement(text: string, type: string, dimension: number): string[] {
  const first = splitAt(text, ',');
  if (dimension === 1) {
    if (first) throw syntax(`Elem separator in ${text}, but settype ${type} supports none.`);
    return [text];
  }
  if (!first) throw syntax(`Second element is missing from ${text}.`);
  const second = splitAt(first[1], ',');
  if (dimension === 2) {
    if (second) throw syntax(`Two elem separators in ${text}, but settype ${type} supports one.`);
    return first;
  }
  if (!second) throw syntax(`Third element is missing from ${text}.`);
  if (splitAt(second[1], ','))
    throw syntax(`Three elem separators in ${text}, but settype ${type} supports two.`);
  return [first[0], ...second];
}

export function parseElement(text: string, type: string): Asked {
  const { parts } = TYPE_WORDS[type]!;
  const [first = '', second = '', third = ''] = splitElement(text, type, parts.length);
  if (parts[0] === 'set') return { ...NOTHING, name: parseSetname(first) };
  if (parts[0] === 'port') return { ...NOTHING, port: parseProtoPort(first) };
  const ip = parseAddresses(first);
  const port = parts[1] ? parseProtoPort(second) : null;
  const ip2 = parts[2] ? (parts[2] === 'plain' ? parsePlain(third) : parseAddresses(third)) : null;
  return { ...NOTHING, ip, port, ip2 };
}

/** What stands behind the element, for types that have it. */
const OPTIONS: Readonly<Record<string, (value: string) => Partial<Asked>>> = {
  timeout: (value) => ({ timeout: parseNumber(value, 0, LONGEST_TIMEOUT) }),
  packets: (value) => ({ packets: parseNumber(value, 0, Number.MAX_SAFE_INTEGER) }),
  bytes: (value) => ({ bytes: parseNumber(value, 0, Number.MAX_SAFE_INTEGER) }),
  comment: (value) => {
    if (value.includes('"')) throw syntax('" character is not permitted in comments');
    return { comment: value };
  },
};
const IN_LISTS: Readonly<Record<string, (value: string) => Partial<Asked>>> = {
  before: (of) => ({ place: { before: true, of: parseSetname(of) } }),
  after: (of) => ({ place: { before: false, of: parseSetname(of) } }),
};

function takes({ parts }: TypeWords) {
  return parts[0] === 'set' ? { ...OPTIONS, ...IN_LISTS } : OPTIONS;
}

/** `timeout 5 comment "x"`: the words behind an element, read into it. */
export function readElementOptions(asked: Asked, words: readonly string[], type: string): Asked {
  const known = takes(TYPE_WORDS[type]!);
  const seen = new Set<string>();
  let read = asked;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const name = word.replace(/^--?/, '');
    if (name === 'nomatch' && TYPE_WORDS[type]!.parts.includes('net')) {
      read = { ...read, nomatch: true };
      continue;
    }
    const option = Object.hasOwn(known, name) ? known[name as keyof typeof known] : undefined;
    if (!option) throw new IpsetComplaint(`Unknown argument: \`${word}'`, true);
    const value = words[++at];
    if (value === undefined)
      throw new IpsetComplaint(`Missing mandatory argument of option \`${name}'`, true);
    if (seen.has(name)) throw syntax(`${name} already specified`);
    seen.add(name);
    read = { ...read, ...option(value) };
  }
  return read;
}

/** A test is about one element; only some types take a network or range for one. */
export function refuseRanges({ ip, port }: Asked, type: string): void {
  const { parts, family } = TYPE_WORDS[type]!;
  const refuse = (what: string) =>
    new IpsetComplaint(
      `${what} range is not allowed in command test with set type ${type} and family ${family}`,
    );
  if (ip && type !== 'hash:ip') {
    if (ip.cidr !== null && parts[0] !== 'net') throw refuse('IP/CIDR');
    if (ip.to !== null) throw refuse('FROM-TO IP');
  }
  if (port && port.to !== null) throw refuse('FROM-TO port');
}

function spanText({ from, to, cidr }: AddressSpan): string {
  return to === null ? netText(from, cidr ?? 32) : `${formatIpv4(from)}-${formatIpv4(to)}`;
}

const textOfPort = ({ proto, from }: PortSpan, type: string) =>
  type === 'bitmap:port' ? String(from) : portText(proto, from);

/** The element of a request, as a test's answer repeats it. A place in a list is always told as `after`. */
export function askedText({ ip, port, ip2, name, place }: Asked, type: string): string {
  if (name !== null) return place ? `${name} after ${place.of}` : name;
  return [
    ...(ip ? [spanText(ip)] : []),
    ...(port ? [textOfPort(port, type)] : []),
    ...(ip2 ? [spanText({ ...ip2, to: null })] : []),
  ].join(',');
}
