// conntrack-tools: connections as `conntrack -L` prints them.
import type { ConntrackRow, TableSet, Tuple } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { PrintedLine } from './printed_line.ts';
import { Exit, type Tool } from './tool.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

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

/** `conntrack -L`; what it lists it also counts, on its error output. */
export const conntrack: Tool = ([verb, ...more], { net, out, err }) => {
  if (verb !== '-L' || more.length > 0)
    throw new Exit(2, 'conntrack v1.4.7 (conntrack-tools): only `conntrack -L` is supported here');
  const lines = printConntrack({ conntrack: net.conntrack.rows.snapshot() }, { now: net.env.now() });
  for (const { text } of lines) out(text);
  err(`conntrack v1.4.7 (conntrack-tools): ${lines.length} flow entries have been shown.`);
  return 0;
};
