// The real kernel as judge: a scenario is built from namespaces, its probe is sent, and everything the kernel lets us see is kept.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario, ScenarioCommand } from '../scenario/schema.ts';
import { buildLab } from './build.ts';
import { attempt, inside, type Ran, run } from './exec.ts';
import { type LabNamespace, labPrefix, removeLab, removeStaleLabs } from './names.ts';
import { type Logged, readNflog } from './nflog.ts';
import { startTaps, type TapName } from './taps.ts';

/** What is still under way when the command has its answer: the last copies of a flooded frame, say. */
const SETTLE_MS = 100;

interface LabFrame {
  readonly dev: string;
  readonly direction: 'in' | 'out';
  readonly time: bigint;
  readonly bytes: Uint8Array;
}

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

export interface LabResultNamespace {
  readonly name: string;
  /** Names of devices by ifindex. */
  readonly devices: ReadonlyMap<number, string>;
  /** In order of time. */
  readonly frames: readonly LabFrame[];
  readonly log: readonly Logged[];
  readonly neighbours: readonly LabNeighbour[];
  readonly fdb: readonly LabFdbEntry[];
  /** Lines of `conntrack -L`. */
  readonly conntrack: readonly string[];
  /** Lines of `ip route` for the tables main and local. */
  readonly routes: readonly string[];
  /** Lines of `iptables -nvL` for every table that is loaded. */
  readonly iptables: readonly string[];
}

export interface LabResult {
  readonly command: Ran;
  readonly namespaces: readonly LabResultNamespace[];
}

interface Found extends LabNamespace {
  readonly devices: ReadonlyMap<number, string>;
}

async function withDevices(space: LabNamespace): Promise<Found> {
  const links = JSON.parse(await run(['ip', '-n', space.netns, '-j', 'link'])) as {
    ifindex: number;
    ifname: string;
  }[];
  return { ...space, devices: new Map(links.map((link) => [link.ifindex, link.ifname])) };
}

function tapNames(spaces: readonly Found[]): TapName[] {
  const directions = ['in', 'out'] as const;
  return spaces.flatMap(({ netns, devices }) => [
    { netns, what: 'log' as const },
    ...[...devices.values()].flatMap((dev) =>
      directions.map((direction) => ({ netns, what: 'frames' as const, dev, direction })),
    ),
  ]);
}

/** The program a namespace has installed under a name. */
function programOf(space: LabNamespace, words: readonly string[]): string[] {
  return space.content.tools === 'busybox' ? ['busybox', ...words] : [...words];
}

function runCommand(spaces: readonly LabNamespace[], command: ScenarioCommand): Promise<Ran> {
  const space =
    spaces.find(({ name }) => name === command.in) ??
    spaces.find(({ name }) => name.endsWith(`/${command.in}`));
  if (!space) throw new Error(`no such namespace: ${command.in}`);
  return attempt(inside(space.netns, ...programOf(space, command.run.trim().split(/\s+/))));
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

async function tablesOf({ netns }: LabNamespace) {
  const [neighbours, fdb, conntrack, main, local, iptables] = await Promise.all([
    run(['ip', '-n', netns, '-j', 'neigh', 'show']),
    run(['bridge', '-n', netns, '-j', 'fdb', 'show']),
    run(inside(netns, 'conntrack', '-L')),
    run(['ip', '-n', netns, 'route']),
    run(['ip', '-n', netns, 'route', 'show', 'table', 'local']),
    listIptables(netns),
  ]);
  return {
    neighbours: JSON.parse(neighbours || '[]') as LabNeighbour[],
    fdb: JSON.parse(fdb || '[]') as LabFdbEntry[],
    conntrack: linesOf(conntrack),
    routes: linesOf(`${main}\n${local}`),
    iptables: linesOf(iptables),
  };
}

const byTime = (a: LabFrame, b: LabFrame) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

async function observe(spaces: readonly Found[], probe: ScenarioCommand, folder: string): Promise<LabResult> {
  // Each namespace logs to its own netlink group, so no line needs to be told from another machine's.
  for (const { netns } of spaces)
    await run(inside(netns, 'sysctl', '-q', '-w', 'net.netfilter.nf_log.2=nfnetlink_log'));
  const names = tapNames(spaces);
  const taps = await startTaps(names, folder);
  const ears = { stopped: false };
  try {
    const command = await runCommand(spaces, probe);
    const tables = await Promise.all(spaces.map(tablesOf));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    ears.stopped = true;
    const heard = await taps.stop();
    const namespaces = spaces.map(({ name, netns, devices }, index): LabResultNamespace => {
      const frames: LabFrame[] = [];
      const log: Logged[] = [];
      names.forEach((tap, at) => {
        if (tap.netns !== netns) return;
        if (tap.what === 'log') log.push(...heard[at]!.map(({ bytes }) => readNflog(bytes)));
        else
          frames.push(
            ...heard[at]!.map(({ time, bytes }) => ({ dev: tap.dev, direction: tap.direction, time, bytes })),
          );
      });
      return { name, devices, frames: frames.sort(byTime), log, ...tables[index]! };
    });
    return { command, namespaces };
  } finally {
    if (!ears.stopped) await taps.stop();
  }
}

/** Builds the network, sends the probe, tells what was seen, and leaves nothing behind. */
export async function runLab(
  scenario: Scenario,
  probe: ScenarioCommand = scenario.probe,
): Promise<LabResult> {
  await removeStaleLabs();
  const prefix = labPrefix();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  try {
    const spaces = await Promise.all((await buildLab(scenario, prefix)).map(withDevices));
    for (const command of scenario.commands ?? []) await runCommand(spaces, command);
    return await observe(spaces, probe, folder);
  } finally {
    await removeLab(prefix);
    await rm(folder, { recursive: true, force: true });
  }
}
