// A namespace's tables as the tools print them.
import { inside, run } from './exec.ts';

export interface LabNeighbour {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr?: string;
  readonly state: readonly string[];
}

export interface LabFdbEntry {
  readonly mac: string;
  readonly ifname: string;
  readonly dst?: string;
  readonly master?: string;
  readonly flags: readonly string[];
  readonly state: string;
}

export interface LabTables {
  readonly neighbours: readonly LabNeighbour[];
  readonly fdb: readonly LabFdbEntry[];
  /** Lines of `conntrack -L`. */
  readonly conntrack: readonly string[];
  /** Lines of `ip route` for the tables main and local. */
  readonly routes: readonly string[];
  /** Lines of `iptables -nvL` for every table that is loaded. */
  readonly iptables: readonly string[];
  /** Lines of `ipset save`. */
  readonly ipset: readonly string[];
}

const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'];

/** To list a table is to load it, so only those that are there are asked for. */
async function listIptables(netns: string): Promise<string> {
  const loaded = (await run(inside(netns, 'cat', '/proc/net/ip_tables_names'))).split('\n');
  const lists = TABLES.filter((table) => loaded.includes(table)).map((table) =>
    run(inside(netns, 'iptables-legacy', '-t', table, '-nvL')),
  );
  return (await Promise.all(lists)).join('');
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

/** What a packet may change and what it leaves as it is, read by the tools people use. */
export async function tablesOf(netns: string): Promise<LabTables> {
  const [passing, lasting] = await Promise.all([passingTables(netns), lastingTables(netns)]);
  return { ...passing, ...lasting };
}
/** The tables a packet may change. */
export async function passingTables(netns: string): Promise<Omit<LabTables, 'routes' | 'iptables'>> {
  const [neighbours, fdb, conntrack, ipset] = await Promise.all([
    run(['ip', '-n', netns, '-j', 'neigh', 'show']),
    run(['bridge', '-n', netns, '-j', 'fdb', 'show']),
    run(inside(netns, 'conntrack', '-L')),
    run(inside(netns, 'ipset', 'save')),
  ]);
  return {
    neighbours: JSON.parse(neighbours || '[]') as LabNeighbour[],
    fdb: JSON.parse(fdb || '[]') as LabFdbEntry[],
    conntrack: linesOf(conntrack),
    ipset: linesOf(ipset),
  };
}

/** The tables in which nothing but counters changes. */
async function lastingTables(netns: string): Promise<Pick<LabTables, 'routes' | 'iptables'>> {
  const [main, local, iptables] = await Promise.all([
    run(['ip', '-n', netns, 'route']),
    run(['ip', '-n', netns, 'route', 'show', 'table', 'local']),
    listIptables(netns),
  ]);
  return { routes: linesOf(`${main}\n${local}`), iptables: linesOf(iptables) };
}
