// iproute2 ip/iproute.c: a route as `ip route` prints and reads it.

import type { RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import { ok, problem, type Result } from '../problem.ts';
import type { RouteNextHop, RouteRow, RouteType, TableSet } from '../trace/rows.ts';
import { formatIpv4, prefixMask } from '../wire/address.ts';
import { parseCidr, parseIpv4 } from '../wire/parse_address.ts';
import type { PrintedLine } from './printed_line.ts';

const RT_TABLE_MAIN = 254;
const TYPES: readonly RouteType[] = [
  'unicast',
  'local',
  'broadcast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
];

type Draft = { -readonly [K in keyof RouteConfig]: RouteConfig[K] };

/** Reads one line; `where` names it in problems. */
export function parseRoute(line: string, where: string): Result<RouteConfig> {
  const words = line.trim().split(/\s+/);
  const typed = TYPES.find((type) => type === words[0]);
  if (typed) words.shift();
  const destination = words.shift() ?? '';
  const prefix = destination === 'default' ? { address: 0, length: 0 } : parseCidr(destination);
  if (!prefix)
    return problem(
      where,
      `"${destination.slice(0, 40)}" is no prefix`,
      'default or an address with a prefix length',
    );
  if ((prefix.address & ~prefixMask(prefix.length)) !== 0) {
    return problem(
      where,
      `"${destination}" has host bits set`,
      `${formatIpv4((prefix.address & prefixMask(prefix.length)) >>> 0)}/${prefix.length}`,
    );
  }
  const draft: Draft = {
    table: RT_TABLE_MAIN,
    type: typed ?? 'unicast',
    dst: prefix.address,
    length: prefix.length,
    gateway: null,
    dev: null,
    protocol: 'boot',
    scope: 'global',
    prefsrc: null,
    metric: 0,
    onlink: false,
  };
  const first = words.indexOf('nexthop');
  const hops = first < 0 ? [] : readNextHops(words.splice(first));
  if (typeof hops === 'string') return problem(where, hops);
  const wrong = readOptions(draft, words);
  if (wrong !== null) return problem(where, wrong);
  if (hops.length > 0) return ok({ ...draft, gateway: hops[0]!.gateway, dev: hops[0]!.dev, nexthops: hops });
  if (draft.type === 'unicast' && draft.dev === null)
    return problem(where, 'the route has no device', 'dev NAME');
  if (draft.type === 'unicast' && draft.gateway === null && draft.scope === 'global') draft.scope = 'link';
  return ok(draft);
}

/** `nexthop via ADDRESS dev NAME weight N`, one after the other, or what is wrong with them. */
function readNextHops(words: readonly string[]): RouteNextHop[] | string {
  const hops: { gateway: number | null; dev: string; weight: number; dead: boolean }[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'nexthop') hops.push({ gateway: null, dev: '', weight: 1, dead: false });
    else if (word !== 'dead' && word !== 'linkdown') {
      const value = words[++at] ?? '';
      const hop = hops.at(-1)!;
      const address = parseIpv4(value);
      if (word === 'via' && address !== undefined) hop.gateway = address;
      else if (word === 'dev') hop.dev = value;
      else if (word === 'weight' && /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 256)
        hop.weight = Number(value);
      else return `"${word.slice(0, 40)} ${value.slice(0, 40)}" says nothing of a next hop`;
    }
  }
  return hops;
}

/** Flags in which the kernel reports a next hop's state; they are not configuration. */
const STATE_FLAGS = new Set(['linkdown', 'dead', 'offload', 'pervasive']);

function readOptions(draft: Draft, words: string[]): string | null {
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'onlink') draft.onlink = true;
    else if (!STATE_FLAGS.has(word)) {
      const value = words.shift();
      if (value === undefined) return `"${word.slice(0, 40)}" needs a value`;
      const wrong = readOption(draft, word, value);
      if (wrong !== null) return wrong;
    }
  }
  return null;
}

function readOption(draft: Draft, word: string, value: string): string | null {
  switch (word) {
    case 'via':
    case 'src': {
      const address = parseIpv4(value);
      if (address === undefined) return `"${value.slice(0, 40)}" is no address`;
      if (word === 'via') draft.gateway = address;
      else draft.prefsrc = address;
      return null;
    }
    case 'dev':
      draft.dev = value;
      return null;
    case 'proto':
      draft.protocol = value;
      return null;
    case 'scope':
      if (value !== 'link' && value !== 'host' && value !== 'global')
        return `unknown scope "${value.slice(0, 40)}"`;
      draft.scope = value;
      return null;
    case 'table': {
      const table = { local: 255, main: RT_TABLE_MAIN, default: 253 }[value] ?? Number(value);
      if (!Number.isInteger(table) || table < 1 || table > 0xffffffff)
        return `"${value.slice(0, 40)}" is no table`;
      draft.table = table;
      return null;
    }
    case 'metric':
      if (!/^\d{1,10}$/.test(value)) return `"${value.slice(0, 40)}" is no metric`;
      draft.metric = Number(value);
      return null;
    default:
      return `unknown word "${word.slice(0, 40)}"`;
  }
}

/** print_route. `asked`: what every row has and is not said again; `table`: its name, if it is to be said. */
export function formatRoute(
  row: RouteRow,
  asked: readonly string[] = [],
  table: string | null = null,
): string {
  const told = (field: keyof RouteRow) => !asked.includes(field);
  const prefix = row.length === 32 ? formatIpv4(row.dst) : `${formatIpv4(row.dst)}/${row.length}`;
  const words = [row.length === 0 ? 'default' : prefix];
  if (row.type !== 'unicast') words.unshift(row.type);
  if (row.gateway !== null && !row.nexthops && told('gateway')) words.push(`via ${formatIpv4(row.gateway)}`);
  if (row.dev !== null && !row.nexthops && told('dev')) words.push(`dev ${row.dev}`);
  if (table !== null) words.push(`table ${table}`);
  if (row.protocol !== 'boot' && told('protocol')) words.push(`proto ${row.protocol}`);
  if (row.scope !== 'global' && told('scope')) words.push(`scope ${row.scope}`);
  if (row.prefsrc !== null) words.push(`src ${formatIpv4(row.prefsrc)}`);
  if (row.metric !== 0) words.push(`metric ${row.metric}`);
  if (row.onlink) words.push('onlink');
  if (row.linkdown && !row.nexthops) words.push('linkdown');
  return [words.join(' '), ...(row.nexthops ?? []).map(formatNextHop)].join(' \n');
}

function formatNextHop({ gateway, dev, weight, dead }: RouteNextHop): string {
  const via = gateway === null ? '' : `via ${formatIpv4(gateway)} `;
  return `\tnexthop ${via}dev ${dev} weight ${weight}${dead ? ' dead linkdown' : ''}`;
}

/** The order of the kernel's trie: address first, then the longer prefix. */
export function asInTrie(a: RouteRow, b: RouteRow): number {
  return a.dst - b.dst || b.length - a.length || a.metric - b.metric;
}

/** `ip route show table TABLE` */
export function printRoutes(tables: Pick<TableSet, 'route'>, table = RT_TABLE_MAIN): PrintedLine[] {
  return [...tables.route]
    .filter(([, row]) => row.table === table)
    .sort(([, a], [, b]) => asInTrie(a, b))
    .flatMap(([key, row]) =>
      formatRoute(row)
        .split('\n')
        .map((text, index) => ({ key: index === 0 ? key : null, text: text.trimEnd() })),
    );
}
