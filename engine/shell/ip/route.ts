// iproute2 ip/iproute.c: routes are added, changed and taken away.
import type { RouteConfig } from '../../kernel/ipv4/fib_semantics.ts';
import type { RouteNextHop, RouteType } from '../../trace/rows.ts';
import type { RouteHow, RoutePattern } from '../../uapi/request.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed } from './device.ts';
import type { IpObject } from './index.ts';
import { getRoute } from './route_get.ts';
import { flushRoutes, showRoutes } from './route_show.ts';
import { protocolOf, scopeOf, tableOf } from './tables.ts';
import { addressOf, EXIT_USAGE, garbage, matches, prefixOf, unsigned, type Words, wrong } from './words.ts';

const HOW: readonly (readonly [string, RouteHow])[] = [
  ['add', 'add'],
  ['change', 'change'],
  ['chg', 'change'],
  ['replace', 'replace'],
  ['prepend', 'prepend'],
  ['append', 'append'],
];

export const ipRoute: IpObject = (words, site, { family }) => {
  const { word } = words;
  words.skip();
  if (family === 'inet6') return 0;
  if (matches(word ?? 'list', 'list', 'show', 'lst')) return showRoutes(words, site);
  if (matches(word, 'get')) return getRoute(words, site);
  const how = HOW.find(([name]) => matches(word, name))?.[1];
  if (how) return add(words, site, how);
  if (matches(word, 'delete')) return remove(words, site);
  if (matches(word, 'flush')) return flushRoutes(words, site);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip route help".`);
};

const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;
const TYPES: readonly RouteType[] = [
  'unicast',
  'local',
  'broadcast',
  'throw',
  'unreachable',
  'prohibit',
  'blackhole',
];

type Draft = { -readonly [K in keyof RoutePattern]: RoutePattern[K] | undefined } & { onlink?: boolean };

/** Words that are the kernel's business, not the asker's. */
const STATE_FLAGS = new Set(['linkdown', 'dead', 'offload', 'pervasive']);
const UNSUPPORTED = ['nhid', 'encap', 'mtu', 'advmss', 'tos', 'dsfield', 'weight', 'realms', 'vrf'];

function readRoute(words: Words, site: Site): Draft {
  const draft: Draft = { table: undefined, dst: undefined, length: undefined };
  for (; words.word !== undefined && words.word !== 'nexthop'; words.skip()) readWord(words, draft);
  if (words.word === 'nexthop') draft.nexthops = readNextHops(words, site);
  if (draft.dev !== undefined) deviceNamed(site, draft.dev);
  return draft;
}

/** parse_nexthops */
function readNextHops(words: Words, site: Site): RouteNextHop[] {
  const hops: RouteNextHop[] = [];
  while (words.word !== undefined) {
    if (words.word !== 'nexthop')
      throw new Exit(EXIT_USAGE, `Error: "nexthop" or end of line is expected instead of "${words.word}"`);
    words.skip();
    hops.push(readNextHop(words, site));
  }
  return hops;
}

function nextHopDevice(name: string, { net }: Site): string {
  if (!net.device(name))
    throw new Exit(EXIT_USAGE, `Cannot find device "${name}"\nError: cannot parse nexthop`);
  return name;
}

function readNextHop(words: Words, site: Site): RouteNextHop {
  let hop: RouteNextHop = { gateway: null, dev: '', weight: 1, dead: false };
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    if (word === 'via') hop = { ...hop, gateway: addressOf(words.value()) };
    else if (word === 'dev') hop = { ...hop, dev: nextHopDevice(words.value(), site) };
    else if (word === 'weight') {
      const text = words.value();
      const weight = unsigned(text);
      if (weight === undefined || weight < 1 || weight > 256) wrong('"weight" is invalid\n', text);
      hop = { ...hop, weight };
    } else break;
  }
  return hop;
}

function readWord(words: Words, draft: Draft): void {
  const word = words.word!;
  if (word === 'src') draft.prefsrc = addressOf(words.value());
  else if (word === 'via') {
    const next = words.value();
    draft.gateway = addressOf(next === 'inet' ? words.value() : next);
  } else if (word === 'dev' || word === 'oif') draft.dev = words.value();
  else if (matches(word, 'metric', 'priority', 'preference') && word !== 'm') {
    const text = words.value();
    draft.metric = unsigned(text) ?? wrong('"metric" value is invalid\n', text);
  } else if (matches(word, 'scope')) draft.scope = scopeOf(words.value(), 'invalid "scope" value\n');
  else if (matches(word, 'protocol'))
    draft.protocol = protocolOf(words.value(), '"protocol" value is invalid\n');
  else if (matches(word, 'table')) draft.table = tableOf(words.value(), '"table" value is invalid\n');
  else if (word === 'onlink') draft.onlink = true;
  else if (UNSUPPORTED.includes(word)) unsupported(`ip route ${word}`);
  else if (!STATE_FLAGS.has(word)) readDestination(words, draft);
}

function readDestination(words: Words, draft: Draft): void {
  let word = words.word === 'to' ? words.value() : words.word!;
  const type = TYPES.find((each) => each === word);
  if (type) {
    draft.type = type;
    word = words.value();
  }
  if (draft.dst !== undefined) garbage('to', word);
  const { address, length } = prefixOf(word);
  Object.assign(draft, { dst: address, length });
}

/** The first line of what ip says when it is not told which route. */
const USAGE = 'Usage: ip route { list | flush } SELECTOR';

function tableFor(draft: Draft): number {
  if (draft.table !== undefined) return draft.table || RT_TABLE_MAIN;
  return draft.type === 'local' || draft.type === 'broadcast' ? RT_TABLE_LOCAL : RT_TABLE_MAIN;
}

function add(words: Words, site: Site, how: RouteHow): number {
  if (words.word === undefined) throw new Exit(EXIT_USAGE, USAGE);
  const draft = readRoute(words, site);
  const { type = 'unicast', gateway = null, dev = null, prefsrc = null } = draft;
  const route: RouteConfig = {
    table: tableFor(draft),
    type,
    dst: draft.dst ?? 0,
    length: draft.length ?? 0,
    gateway,
    dev,
    protocol: draft.protocol ?? 'boot',
    scope: draft.scope ?? (draft.nexthops ? 'global' : defaultScope(type, gateway)),
    prefsrc,
    metric: draft.metric ?? 0,
    onlink: draft.onlink ?? false,
    ...(draft.nexthops ? { nexthops: draft.nexthops } : {}),
  };
  ask(site, { do: 'route.add', route, how });
  return 0;
}

function defaultScope(type: RouteType, gateway: number | null): RouteConfig['scope'] {
  if (type === 'local') return 'host';
  if (type === 'broadcast') return 'link';
  return type === 'unicast' && gateway === null ? 'link' : 'global';
}

function remove(words: Words, site: Site): number {
  if (words.word === undefined) throw new Exit(EXIT_USAGE, USAGE);
  const { onlink: _onlink, ...draft } = readRoute(words, site);
  const asked = Object.entries(draft).filter(
    ([key, value]) => value !== undefined && !(key === 'metric' && value === 0),
  );
  const pattern: RoutePattern = { dst: 0, length: 0, ...Object.fromEntries(asked), table: tableFor(draft) };
  ask(site, { do: 'route.del', route: pattern });
  return 0;
}
