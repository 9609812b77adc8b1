// The real kernel as judge: a scenario is built from namespaces, its probe is sent, and everything the kernel lets us see is kept.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Place, placesOf } from '../capture/write/script/places.ts';
import { script } from '../capture/write/script.ts';
import { problemText, type Result } from '../problem.ts';
import { expand } from '../scenario/expand.ts';
import type { Scenario, ScenarioCommand } from '../scenario/schema.ts';
import { attempt, inside, type Ran, run } from './exec.ts';
import { type LabTables, tablesOf } from './lab_tables.ts';
import { labPrefix, removeLab, removeStaleLabs } from './names.ts';
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

export interface LabResultNamespace extends LabTables {
  readonly name: string;
  /** Names of devices by ifindex. */
  readonly devices: ReadonlyMap<number, string>;
  /** In order of time. */
  readonly frames: readonly LabFrame[];
  readonly log: readonly Logged[];
}

export interface LabResult {
  readonly command: Ran;
  readonly namespaces: readonly LabResultNamespace[];
}

/** A namespace of the lab under the name that `ip netns` knows. */
export interface LabSpace {
  readonly name: string;
  readonly netns: string;
  readonly devices: ReadonlyMap<number, string>;
  /** Names of the devices that are up: tcpdump listens on no others. */
  readonly up: readonly string[];
}

async function found(prefix: string, place: Place): Promise<LabSpace> {
  const netns = `${prefix}${place.netns}`;
  const links = JSON.parse(await run(['ip', '-n', netns, '-j', 'link'])) as {
    ifindex: number;
    ifname: string;
    flags: string[];
  }[];
  const devices = new Map(links.map((link) => [link.ifindex, link.ifname]));
  const up = links.flatMap(({ ifname, flags }) => (flags.includes('UP') ? [ifname] : []));
  return { name: place.name, netns, devices, up };
}

function tapNames(spaces: readonly LabSpace[]): TapName[] {
  const directions = ['in', 'out'] as const;
  return spaces.flatMap(({ netns, up }) => [
    { netns, what: 'log' as const },
    ...up.flatMap((dev) =>
      directions.map((direction) => ({ netns, what: 'frames' as const, dev, direction })),
    ),
  ]);
}

const byTime = (a: LabFrame, b: LabFrame) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

async function observe({ spaces, folder, probe }: Lab): Promise<LabResult> {
  const names = tapNames(spaces);
  const taps = await startTaps(names, folder);
  const ears = { stopped: false };
  try {
    const command = await attempt(probe);
    const tables = await Promise.all(spaces.map(({ netns }) => tablesOf(netns)));
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

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

interface Lab {
  readonly spaces: readonly LabSpace[];
  /** For files; gone with the lab. */
  readonly folder: string;
  /** The command that sends the probe. */
  readonly probe: readonly string[];
}

/** Builds the network by the script that people take home, lets `work` be done there, and leaves nothing behind. */
export async function withLab<T>(
  scenario: Scenario,
  probe: ScenarioCommand,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  await removeStaleLabs();
  const prefix = labPrefix();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const file = join(folder, 'lab.sh');
  const part = (name: 'up' | 'probe') => ['env', `HS_PREFIX=${prefix}`, 'bash', file, name];
  try {
    await writeFile(file, must(script(must(await expand(scenario)).scenario, probe)));
    await run(part('up'));
    const spaces = await Promise.all(placesOf(scenario).map((place) => found(prefix, place)));
    // Each namespace logs to its own netlink group, so no line needs to be told from another machine's.
    for (const { netns } of spaces)
      await run(inside(netns, 'sysctl', '-q', '-w', 'net.netfilter.nf_log.2=nfnetlink_log'));
    return await work({ spaces, folder, probe: part('probe') });
  } finally {
    await removeLab(prefix);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Builds the network, sends the probe, and tells what was seen. */
export function runLab(scenario: Scenario, probe: ScenarioCommand = scenario.probe): Promise<LabResult> {
  return withLab(scenario, probe, observe);
}
