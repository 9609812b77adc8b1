// The engine behind its door: one handler for the worker, the command line and the tests.
import { ok, type Result } from './problem.ts';
import type { Engine, Opened, OpenRequest } from './protocol.ts';
import { compile } from './scenario/compile.ts';
import { expand } from './scenario/expand.ts';
import { loadScenario } from './scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from './scenario/schema.ts';
import { parseCommand } from './shell/command.ts';
import { plainTrace } from './trace/plain.ts';
import type { TableSet } from './trace/rows.ts';
import { findNamespace } from './world/find.ts';
import { outlineOf } from './world/outline.ts';
import { run } from './world/run.ts';

const withCommands = (scenario: Scenario, commands: readonly ScenarioCommand[]): Scenario =>
  commands.length === 0 ? scenario : { ...scenario, commands: [...(scenario.commands ?? []), ...commands] };

export function createEngine(): Engine {
  let base: readonly TableSet[] = [];

  async function open({ scenario: asked, probe, commands = [] }: OpenRequest): Promise<Result<Opened>> {
    const loaded = typeof asked === 'string' ? await loadScenario(asked) : ok(asked);
    if (!loaded.ok) return loaded;
    const scenario = withCommands(loaded.value, commands);
    const expanded = await expand(scenario);
    if (!expanded.ok) return expanded;
    const built = compile(expanded.value.scenario);
    if (!built.ok) return built;
    const world = built.value;
    const command = probe ?? scenario.probe;
    const namespace = findNamespace(world, command.in, 'probe.in');
    if (!namespace.ok) return namespace;
    const parsed = parseCommand(command.run, world, namespace.value);
    if (!parsed.ok) return parsed;
    base = world.namespaces.map(({ net }) => net.tables());
    const outline = outlineOf(world, scenario.title);
    const trace = plainTrace(run(world, parsed.value.namespace, parsed.value.process));
    return ok({ scenario, warnings: expanded.value.warnings, probe: command, outline, trace });
  }

  async function tables(ns: number): Promise<TableSet> {
    const found = base[ns];
    if (!found) throw new RangeError(`there is no namespace ${ns}`);
    return found;
  }

  return { open, tables };
}
