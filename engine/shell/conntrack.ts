// conntrack-tools: connections listed, counted and deleted.
import type { ConntrackRow, TableSet, Tuple } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import { complain, conntrackFilter, PROTOCOLS, withVersion } from './conntrack_filter.ts';
import type { PrintedLine } from './printed_line.ts';
import { ask, Exit, type Site, type Tool } from './tool.ts';

function formatTuple({ src, dst, sport, dport, protocol, icmp }: Tuple): string {
  const addresses = `src=${formatIpv4(src)} dst=${formatIpv4(dst)}`;
  if (icmp) return `${addresses} type=${icmp.type} code=${icmp.code} id=${icmp.id}`;
  return PROTOCOLS[protocol] ? `${addresses} sport=${sport} dport=${dport}` : addresses;
}

function formatConntrack(row: ConntrackRow, now: number): string {
  const { original, reply, tcp, seenReply, assured, mark, expires } = row;
  const name = PROTOCOLS[original.protocol] ?? 'unknown';
  const left = Math.max(0, Math.floor((expires - now) / 1_000_000));
  const words = [
    `${name.padEnd(8)} ${original.protocol} ${left}${tcp === null ? '' : ` ${tcp}`}`,
    formatTuple(original),
  ];
  if (!seenReply) words.push('[UNREPLIED]');
  words.push(formatTuple(reply));
  if (assured) words.push('[ASSURED]');
  words.push(`mark=${mark}`, 'use=1');
  return words.join(' ');
}

/** `conntrack -L` */
export function printConntrack(
  tables: Pick<TableSet, 'conntrack'>,
  options: { readonly now: number },
): PrintedLine[] {
  return [...tables.conntrack].map(([key, row]) => ({ key, text: formatConntrack(row, options.now) }));
}

/** The entries that the words mean. What has run out is gone. */
function meant(words: readonly string[], { net }: Site): ReadonlyMap<string, ConntrackRow> {
  const [first, ...rest] = words;
  const isTable = first !== undefined && !first.startsWith('-');
  if (isTable && first !== 'conntrack') throw complain(`unknown type \`${first}'`);
  const isMeant = conntrackFilter(isTable ? rest : words);
  const now = net.env.now();
  return new Map([...net.conntrack.rows.snapshot()].filter(([, row]) => row.expires > now && isMeant(row)));
}

function show(rows: ReadonlyMap<string, ConntrackRow>, { net, out }: Site): void {
  for (const { text } of printConntrack({ conntrack: rows }, { now: net.env.now() })) out(text);
}

/** What it lists it also counts, on its error output. */
const list: Tool = (words, site) => {
  const rows = meant(words, site);
  show(rows, site);
  site.err(withVersion(`${rows.size} flow entries have been shown.`));
  return 0;
};

const remove: Tool = (words, site) => {
  const rows = meant(words, site);
  show(rows, site);
  for (const { original } of rows.values()) ask(site, { do: 'conntrack.del', original });
  site.err(withVersion(`${rows.size} flow entries have been deleted.`));
  return rows.size > 0 ? 0 : 1;
};

const flush: Tool = (_words, site) => {
  for (const { original } of meant([], site).values()) ask(site, { do: 'conntrack.del', original });
  site.err(withVersion('connection tracking table has been emptied.'));
  return 0;
};

const count: Tool = (_words, site) => {
  site.out(String(meant([], site).size));
  return 0;
};

const COMMANDS: readonly (readonly [names: readonly string[], run: Tool])[] = [
  [['-L', '--dump'], list],
  [['-D', '--delete'], remove],
  [['-F', '--flush'], flush],
  [['-C', '--count'], count],
];

/** The command comes first here. */
export const conntrack: Tool = ([verb = '', ...words], site) => {
  const [, run] = COMMANDS.find(([names]) => names.includes(verb)) ?? [];
  if (!run) throw new Exit(2, withVersion('only -L, -D, -F and -C are supported here'));
  return run(words, site);
};
