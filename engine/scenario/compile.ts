// A scenario becomes a world: machines, cables, and what was typed before the probe.
import { ok, problem, type Result } from '../problem.ts';
import { parseCommand } from '../shell/command.ts';
import { findNamespace } from '../world/find.ts';
import { execute } from '../world/run.ts';
import { World } from '../world/world.ts';
import { addMachine, CompileError, must, setUpDevices, setUpTables } from './machine.ts';
import type { MachineSource } from './machine_source.ts';
import type { Scenario } from './schema.ts';
import { SourcedMachines } from './sourced_machines.ts';

const DEFAULT_LATENCY = 100;

/** `moved`: pods may be elsewhere than where they are said to be. */
export function compile(
  scenario: Scenario,
  source: MachineSource | null = null,
  moved = false,
): Result<World> {
  try {
    return ok(build(scenario, source, moved));
  } catch (error) {
    if (error instanceof CompileError) return problem(error.where, error.message);
    throw error;
  }
}

function build(scenario: Scenario, source: MachineSource | null, moved: boolean): World {
  if (scenario.cluster) throw new CompileError('cluster', 'its nodes are not derived');
  const world = new World(scenario.seed ?? 1);
  world.podsMove = moved;
  const machines = Object.entries(scenario.machines);
  const sites = machines.flatMap(([name, machine]) => addMachine(world, name, machine));
  setUpDevices(world, sites);
  plugSegments(world, scenario);
  setUpTables(world, sites);
  if (source) {
    world.sleepers = new SourcedMachines(world, source, DEFAULT_LATENCY);
    if (source.few) for (const name of source.names) world.sleepers.wake(name);
  }
  runCommands(world, scenario);
  return world;
}

/** Edits are made in their order; a probe among them is sent, and need not be answered. */
function runCommands(world: World, scenario: Scenario): void {
  for (const [index, { in: name, run }] of (scenario.commands ?? []).entries()) {
    const where = `commands.${index}`;
    const namespace = must(findNamespace(world, name, `${where}.in`));
    const parsed = parseCommand(run, world, namespace);
    if (!parsed.ok) throw new CompileError(where, parsed.problem.what);
    const outcome = execute(world, parsed.value.namespace, parsed.value.process);
    if (outcome.failure === 'refused')
      throw new CompileError(where, outcome.output.trim() || `${run}: failed`);
  }
}

function plugSegments(world: World, scenario: Scenario): void {
  for (const [name, spec] of Object.entries(scenario.segments ?? {})) {
    const segment = world.addSegment(name, spec.label ?? name, spec.latency ?? DEFAULT_LATENCY);
    for (const [index, port] of spec.ports.entries()) {
      const where = `segments.${name}.ports.${index}`;
      const slash = port.lastIndexOf('/');
      const namespace = world.namespaces.find((each) => each.net.name === port.slice(0, slash));
      const dev = namespace?.net.device(port.slice(slash + 1));
      if (!dev) throw new CompileError(where, `there is no device "${port}"`);
      if (dev.type.kind !== 'nic') throw new CompileError(where, `"${port}" is no NIC`);
      if (world.segmentOf(dev)) throw new CompileError(where, `"${port}" is plugged in already`);
      world.plug(dev, segment);
    }
  }
}
