// iproute2 ip/ipneigh.c: a neighbour as `ip neigh` prints and reads it.
import { ok, problem, type Result } from '../problem.ts';
import type { NeighRow, NudState, TableSet } from '../trace/rows.ts';
import { formatIpv4, parseMac } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { PrintedLine } from './printed_line.ts';

const STATES: readonly NudState[] = [
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'PERMANENT',
  'NOARP',
];

/** `10.42.1.0 dev flannel.1 lladdr 62:c8:a9:ce:ca:4e PERMANENT` */
export function parseNeighbour(line: string, where: string): Result<NeighRow> {
  const words = line.trim().split(/\s+/);
  const address = parseIpv4(words[0] ?? '');
  if (address === undefined) return problem(where, `"${(words[0] ?? '').slice(0, 40)}" is no address`);
  const wordAfter = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const dev = wordAfter('dev');
  if (dev === undefined) return problem(where, 'the neighbour has no device', 'dev NAME');
  const mac = wordAfter('lladdr');
  const lladdr = mac === undefined ? null : parseMac(mac);
  if (lladdr === undefined) return problem(where, `"${mac?.slice(0, 40)}" is no MAC address`);
  const last = (words.at(-1) ?? '').toUpperCase();
  const state = STATES.find((each) => each === last);
  if (!state) return problem(where, `"${last.slice(0, 40)}" is no neighbour state`, STATES.join(', '));
  return ok({ address, dev, lladdr, state });
}

/** `named`: with the device's name. */
export function formatNeighbour(row: NeighRow, named: boolean): string {
  const dev = named ? ` dev ${row.dev}` : '';
  const lladdr = row.lladdr === null ? '' : ` lladdr ${row.lladdr}`;
  return `${formatIpv4(row.address)}${dev}${lladdr} ${row.state}`;
}

/** `ip neigh` */
export function printNeighbours(tables: Pick<TableSet, 'neigh'>): PrintedLine[] {
  return [...tables.neigh].map(([key, row]) => ({ key, text: formatNeighbour(row, true) }));
}
