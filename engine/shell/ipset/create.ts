// ipset lib/ipset_hash_ip.c and its like: what `create NAME TYPE` takes.
import type { SetOptions } from '../../kernel/ipset/types.ts';
import { IpsetComplaint, parseAddresses, parseNumber, parsePorts, splitAt, syntax } from './parse.ts';
import { TYPE_WORDS } from './types.ts';

const UINT32 = 0xffffffff;

type Reader = (value: string, type: string) => SetOptions;

function family(text: string): SetOptions {
  if (text === 'inet6' || text === 'ipv6') throw syntax(`family ${text}: there is only IPv4 here`);
  if (text !== 'inet' && text !== 'ipv4') throw syntax(`unknown inet family ${text}`);
  return {};
}

function netmask(text: string): SetOptions {
  try {
    return { netmask: parseNumber(text, 1, 32) };
  } catch (error) {
    if (!(error instanceof IpsetComplaint)) throw error;
    throw new IpsetComplaint(`${error.message}\nSyntax error: netmask is out of the inclusive range of 1-32`);
  }
}

function range(text: string, type: string): SetOptions {
  if (type === 'bitmap:port') {
    const { from, to } = parsePorts(text, 'tcp');
    if (to === null) throw new IpsetComplaint("Mandatory option `to' is missing", true);
    return { range: { from, to } };
  }
  if (!splitAt(text, '/') && !splitAt(text, '-'))
    throw syntax(`IP/cidr or IP-IP range must be specified: ${text}`);
  const { from, to, cidr } = parseAddresses(text);
  if (to !== null) return { range: { from, to } };
  const size = 2 ** (32 - (cidr ?? 32));
  const first = Math.floor(from / size) * size;
  return { range: { from: first, to: first + size - 1 } };
}

const READERS: Readonly<Record<string, Reader>> = {
  family,
  netmask,
  range,
  hashsize: (text) => ({ hashsize: parseNumber(text, 0, UINT32) }),
  maxelem: (text) => ({ maxelem: parseNumber(text, 0, UINT32) }),
  bucketsize: (text) => ({ bucketsize: parseNumber(text, 0, 255) }),
  initval: (text) => ({ initval: parseNumber(text, 0, UINT32) }),
  size: (text) => ({ size: parseNumber(text, 0, UINT32) }),
  timeout: (text) => ({ timeout: parseNumber(text, 0, 2_147_483) }),
};
const FLAGS: Readonly<Record<string, SetOptions>> = {
  counters: { counters: true },
  comment: { comment: true },
};
/** What the real one has besides. */
const NOT_HERE: readonly string[] = ['skbinfo', 'forceadd', 'bitmask', 'markmask'];

export function parseCreateOptions(words: readonly string[], type: string): SetOptions {
  const known = ['timeout', ...(TYPE_WORDS[type]?.create ?? [])];
  const seen = new Set<string>();
  let options: SetOptions = {};
  for (let at = 0; at < words.length; at++) {
    const name = words[at]!.replace(/^--?/, '');
    if (Object.hasOwn(FLAGS, name)) {
      options = { ...options, ...FLAGS[name] };
      continue;
    }
    if (NOT_HERE.includes(name)) throw syntax(`${name} is not known here`);
    if (!known.includes(name)) throw new IpsetComplaint(`Unknown argument: \`${words[at]}'`, true);
    const value = words[++at];
    if (value === undefined)
      throw new IpsetComplaint(`Missing mandatory argument of option \`${name}'`, true);
    if (seen.has(name)) throw syntax(`${name} already specified`);
    seen.add(name);
    options = { ...options, ...READERS[name]!(value, type) };
  }
  if (known.includes('range') && !options.range)
    throw new IpsetComplaint("Mandatory option `range' is missing", true);
  return options;
}
