// iproute2 bridge/fdb.c: a forwarding entry as `bridge fdb` prints and reads it.
import { ok, problem, type Result } from '../problem.ts';
import type { FdbRow, TableSet } from '../trace/rows.ts';
import { formatIpv4, parseMac } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { PrintedLine } from './printed_line.ts';

export interface FdbEntry {
  readonly mac: string;
  readonly dev: string;
  readonly dst: number | null;
  readonly self: boolean;
  readonly permanent: boolean;
  readonly static: boolean;
}

/** `62:c8:a9:ce:ca:4e dev flannel.1 dst 192.168.205.3 self permanent` */
export function parseFdb(line: string, where: string): Result<FdbEntry> {
  const words = line.trim().split(/\s+/);
  const mac = parseMac(words[0] ?? '');
  if (mac === undefined) return problem(where, `"${(words[0] ?? '').slice(0, 40)}" is no MAC address`);
  const wordAfter = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const dev = wordAfter('dev');
  if (dev === undefined) return problem(where, 'the entry has no device', 'dev NAME');
  const remote = wordAfter('dst');
  const dst = remote === undefined ? null : parseIpv4(remote);
  if (dst === undefined) return problem(where, `"${remote?.slice(0, 40)}" is no address`);
  return ok({
    mac,
    dev,
    dst,
    self: words.includes('self') || !words.includes('master'),
    permanent: words.includes('permanent'),
    static: words.includes('static'),
  });
}

/** `named`: with the device's name. */
export function formatFdb(row: FdbRow, named: boolean): string {
  const words = named ? [row.mac, 'dev', row.dev] : [row.mac];
  if (row.dst !== null) words.push('dst', formatIpv4(row.dst));
  words.push(...(row.master === null ? ['self'] : ['master', row.master]));
  if (row.permanent) words.push('permanent');
  else if (row.static) words.push('static');
  return words.join(' ');
}

/** `bridge fdb show` */
export function printFdb(tables: Pick<TableSet, 'fdb'>): PrintedLine[] {
  return [...tables.fdb].map(([key, row]) => ({ key, text: formatFdb(row, true) }));
}
