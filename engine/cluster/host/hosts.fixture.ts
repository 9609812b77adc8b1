// Derived machines on one wire, opened as a scenario: what they show, and whether packets pass.
import type { Scenario, ScenarioMachine } from '../../scenario/schema.ts';
import { createEngine } from '../../serve.ts';
import { saveText } from './laid_table.ts';
import { machineOf } from './machine.ts';
import { type Part, part } from './part.ts';

export interface Host {
  readonly nic: string;
  readonly address: string;
  readonly mtu?: number;
  /** Kernel release. */
  readonly kernel?: string;
  /** Routes that no program has written. */
  readonly routes?: readonly string[];
  /** In the order in which the programs started. */
  readonly parts: readonly Part[];
}

/** Nobody answers at the default gateway unless a host has its address. */
export function scenarioOf(hosts: Readonly<Record<string, Host>>): Scenario {
  const names = Object.keys(hosts);
  return {
    version: 1,
    title: 'derived',
    seed: 1,
    machines: Object.fromEntries(names.map((name) => [name, machineWithNic(hosts[name]!)])),
    segments: { lan: { ports: names.map((name) => `${name}/${hosts[name]!.nic}`) } },
    probe: { in: names[0]!, run: 'ip route' },
  };
}

function machineWithNic({
  nic,
  address,
  mtu = 1500,
  kernel = '6.18',
  routes = [],
  parts,
}: Host): ScenarioMachine {
  const { tables, ...machine } = machineOf([part({ routes }), ...parts]);
  return {
    ...machine,
    iptables: saveText(tables),
    kernel,
    links: [{ kind: 'nic', name: nic, mtu, addresses: [address] }, ...machine.links],
  };
}

export async function run(scenario: Scenario, place: string, command: string) {
  const probe = { in: place, run: command };
  const opened = await createEngine().open({ scenario, probe });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  return opened.value.trace.outcome;
}

/** The lines that a command prints. */
export async function shown(scenario: Scenario, place: string, command: string): Promise<string[]> {
  const { output } = await run(scenario, place, command);
  return output.trimEnd().split('\n');
}

/** iptables-save of a place, table by table, without counters and what says when it was run. */
export async function savedTables(scenario: Scenario, place: string): Promise<string[]> {
  const lines = await shown(scenario, place, 'iptables-save');
  const text = lines.filter((line) => !line.startsWith('#')).join('\n');
  return tablesOf(`${text.replaceAll(/\[\d+:\d+\]/g, '[0:0]')}\n`);
}

/** The kernel lists tables by when they were first used; here they are in the order of their names. */
export const tablesOf = (save: string): string[] => save.split(/(?<=COMMIT\n)/).sort();
