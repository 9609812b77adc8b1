// The engine behind its door: one handler for the worker, the command line and the tests.
import { ok, problem, type Result } from './problem.ts';
import type { Engine, Opened, OpenRequest } from './protocol.ts';
import { compile } from './scenario/compile.ts';
import { loadScenario } from './scenario/library/index.ts';
import type { ScenarioCommand } from './scenario/schema.ts';
import { parseProbe } from './shell/command.ts';
import type { TableSet } from './trace/rows.ts';
import { outlineOf } from './world/outline.ts';
import { run } from './world/run.ts';
import type { Namespace, World } from './world/world.ts';

export function createEngine(): Engine {
  let base: readonly TableSet[] = [];

  async function open({ scenario: asked, probe }: OpenRequest): Promise<Result<Opened>> {
    const loaded = typeof asked === 'string' ? await loadScenario(asked) : ok(asked);
    if (!loaded.ok) return loaded;
    const scenario = loaded.value;
    const built = compile(scenario);
    if (!built.ok) return built;
    const world = built.value;
    const command = probe ?? scenario.probe;
    const namespace = namespaceNamed(world, command);
    if (!namespace.ok) return namespace;
    const process = parseProbe(command.run, namespace.value.tools);
    if (!process.ok) return process;
    base = world.namespaces.map(({ net }) => net.tables());
    const outline = outlineOf(world, scenario.title);
    const trace = run(world, namespace.value, process.value);
    return ok({ scenario, probe: command, outline, trace });
  }

  async function tables(ns: number): Promise<TableSet> {
    const found = base[ns];
    if (!found) throw new RangeError(`there is no namespace ${ns}`);
    return found;
  }

  return { open, tables };
}

/** `HOST`, `HOST/NETNS`, or the last part alone where only one has it. */
function namespaceNamed(world: World, command: ScenarioCommand): Result<Namespace> {
  const exact = world.namespaces.find(({ net }) => net.name === command.in);
  if (exact) return ok(exact);
  const last = world.namespaces.filter(({ net }) => net.name.split('/').at(-1) === command.in);
  if (last.length === 1) return ok(last[0]!);
  const known = world.namespaces.map(({ net }) => net.name).join(', ');
  const what =
    last.length > 1
      ? `"${command.in}" is the name of several namespaces`
      : `there is no namespace "${command.in}"`;
  return problem('probe.in', what, `one of ${known.slice(0, 300)}`);
}
