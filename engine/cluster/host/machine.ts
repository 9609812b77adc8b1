// Parts laid together in the order in which the programs started: one machine of the scenario format.
import type { WrittenTable } from '../../kernel/netfilter/written_table.ts';
import { layTables } from './laid_table.ts';
import type { Link, NetnsPart, Part } from './part.ts';
import { addressOf } from './prefix.ts';

export interface MachineNetns {
  readonly sysctl: Record<string, string>;
  readonly links: Link[];
  readonly routes: string;
  readonly neigh: string;
  readonly fdb: string;
}

export interface Machine extends MachineNetns {
  readonly ipset: string;
  readonly ipvs: string;
  readonly tables: readonly WrittenTable[];
  readonly netns: Record<string, MachineNetns>;
}

export function machineOf(parts: readonly Part[]): Machine {
  const names = new Set(parts.flatMap(({ netns }) => Object.keys(netns)));
  const inside = (name: string) => parts.flatMap(({ netns }) => netns[name] ?? []);
  return {
    ...netnsOf(parts),
    ipset: textOf(parts.flatMap(({ ipset }) => ipset)),
    ipvs: textOf(parts.flatMap(({ ipvs }) => ipvs)),
    tables: layTables(parts.flatMap(({ iptables }) => iptables)),
    netns: Object.fromEntries([...names].map((name) => [name, netnsOf(inside(name))])),
  };
}

function netnsOf(parts: readonly NetnsPart[]): MachineNetns {
  return {
    sysctl: Object.assign({}, ...parts.map(({ sysctl }) => sysctl)),
    links: parts.flatMap(({ links }) => links),
    routes: textOf(sortRoutes(parts.flatMap(({ routes }) => routes))),
    neigh: textOf(parts.flatMap(({ neigh }) => neigh)),
    fdb: textOf(parts.flatMap(({ fdb }) => fdb)),
  };
}

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** What a line of `ip route` leads to: the default is 0.0.0.0/0, a type such as blackhole stands before the address. */
function destinationOf(line: string): { address: number; length: number } {
  const [first = '', second = ''] = line.split(' ');
  if (first === 'default') return { address: 0, length: 0 };
  return addressOf(/^\d/.test(first) ? first : second);
}

/** The order of fib_table_dump: by address, and at one address the longer prefix first. */
export function sortRoutes(lines: readonly string[]): string[] {
  const keyed = lines.map((line) => ({ line, ...destinationOf(line) }));
  keyed.sort((a, b) => a.address - b.address || b.length - a.length);
  return keyed.map(({ line }) => line);
}
