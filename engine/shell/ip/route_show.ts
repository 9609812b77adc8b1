// iproute2 ip/iproute.c iproute_list_flush_or_save: the routes of a table, and those of them that are wanted.
import type { Prefix, RouteRow } from '../../trace/rows.ts';
import { inPrefix } from '../../wire/address.ts';
import { asInTrie, formatRoute } from '../ip_route.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed } from './device.ts';
import { protocolOf, scopeOf, tableName, tableOf } from './tables.ts';
import { addressOf, matches, prefixOf, type Words } from './words.ts';

const RT_TABLE_MAIN = 254;
const ALL_TABLES = 0;

interface Selector {
  table: number;
  /** What the rows have to be; what is asked for is not printed again. */
  exactly: { dev?: string; gateway?: number; protocol?: string; scope?: RouteRow['scope'] };
  type: string | undefined;
  prefsrc: number | undefined;
  /** The route contains it, is contained in it, or is it. */
  match: Prefix | undefined;
  root: Prefix | undefined;
  exact: Prefix | undefined;
}

function readSelector(words: Words, site: Site): Selector {
  const selector: Selector = {
    table: RT_TABLE_MAIN,
    exactly: {},
    type: undefined,
    prefsrc: undefined,
    match: undefined,
    root: undefined,
    exact: undefined,
  };
  for (; words.word !== undefined; words.skip()) readWord(words, site, selector);
  return selector;
}

function readWord(words: Words, site: Site, selector: Selector): void {
  const word = words.word!;
  const { exactly } = selector;
  if (matches(word, 'table')) selector.table = tableOf(words.value(), 'table id value is invalid\n');
  else if (word === 'dev' || word === 'oif') exactly.dev = deviceNamed(site, words.value()).name;
  else if (matches(word, 'protocol')) exactly.protocol = protocolOf(words.value(), 'invalid "protocol"\n');
  else if (matches(word, 'scope')) exactly.scope = scopeOf(words.value(), 'invalid "scope"\n');
  else if (matches(word, 'type')) selector.type = words.value();
  else if (word === 'via') exactly.gateway = addressOf(words.value());
  else if (word === 'src') selector.prefsrc = addressOf(words.value());
  else if (word === 'cache' || word === 'cached') unsupported(`ip route ${word}`);
  else readPrefix(words, selector);
}

function readPrefix(words: Words, selector: Selector): void {
  const word = words.word === 'to' ? words.value() : words.word!;
  if (matches(word, 'root')) selector.root = prefixOf(words.value());
  else if (matches(word, 'match')) selector.match = prefixOf(words.value());
  else selector.exact = prefixOf(matches(word, 'exact') ? words.value() : word);
}

function isWanted(row: RouteRow, { exactly, type, prefsrc, match, root, exact }: Selector): boolean {
  const asked = Object.entries(exactly) as [keyof RouteRow, string | number][];
  return (
    asked.every(([key, value]) => row[key] === value) &&
    // iproute2 asks a route with several next hops for none of their devices.
    (exactly.dev === undefined || !row.nexthops) &&
    (type === undefined || row.type === type) &&
    (prefsrc === undefined || row.prefsrc === prefsrc) &&
    (!root || (row.length >= root.length && inPrefix(row.dst, root.address, root.length))) &&
    (!match || (row.length <= match.length && inPrefix(match.address, row.dst, row.length))) &&
    (!exact || (row.length === exact.length && row.dst === exact.address))
  );
}

/** Tables in the order of the kernel's hash, rows as the trie has them. */
function rowsOf({ net }: Site, selector: Selector, complaint: string): RouteRow[] {
  const { table } = selector;
  const always = table === ALL_TABLES || table === RT_TABLE_MAIN || table === RT_TABLE_MAIN + 1;
  if (!always && !net.fib.exists(table))
    throw new Exit(2, `Error: ipv4: FIB table does not exist.\n${complaint} terminated`);
  return [...net.fib.rows.values()]
    .filter((row) => (table === ALL_TABLES || row.table === table) && isWanted(row, selector))
    .sort((a, b) => (a.table & 0xff) - (b.table & 0xff) || asInTrie(a, b));
}

export function showRoutes(words: Words, site: Site): number {
  const selector = readSelector(words, site);
  const all = selector.table === ALL_TABLES;
  for (const row of rowsOf(site, selector, 'Dump')) {
    const table = all && row.table !== RT_TABLE_MAIN ? tableName(row.table) : null;
    site.out(`${formatRoute(row, Object.keys(selector.exactly), table)} `);
  }
  return 0;
}

export function flushRoutes(words: Words, site: Site): number {
  if (words.word === undefined) throw new Exit(1, '"ip route flush" requires arguments.');
  const selector = readSelector(words, site);
  for (const row of rowsOf(site, selector, 'Flush')) {
    const { table, type, dst, length, scope, metric, gateway, dev } = row;
    const route = { table, type, dst, length, scope, metric, ...(gateway !== null && { gateway }) };
    ask(site, { do: 'route.del', route: dev === null ? route : { ...route, dev } });
  }
  return 0;
}
