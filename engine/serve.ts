// The engine behind its door: one handler for the worker, the command line and the tests.
import type { Format } from './capture/write/formats.ts';
import { createFinder, type Finder } from './find.ts';
import { ok, problem, type Result } from './problem.ts';
import type { Engine, Opened, OpenRequest } from './protocol.ts';
import { isOfCluster } from './scenario/cluster_commands.ts';
import { compile } from './scenario/compile.ts';
import { type Expanded, expand } from './scenario/expand.ts';
import { loadScenario } from './scenario/library/index.ts';
import { CompileError } from './scenario/machine.ts';
import type { Scenario, ScenarioCommand } from './scenario/schema.ts';
import { type Command, parseCommand } from './shell/command.ts';
import type { Trace } from './trace/events.ts';
import { plainTrace } from './trace/plain.ts';
import type { TableSet } from './trace/rows.ts';
import { findNamespace } from './world/find.ts';
import { outlineOf } from './world/outline.ts';
import { run } from './world/run.ts';
import type { Namespace, World } from './world/world.ts';

const withCommands = (scenario: Scenario, commands: readonly ScenarioCommand[]): Scenario =>
  commands.length === 0 ? scenario : { ...scenario, commands: [...(scenario.commands ?? []), ...commands] };

export function createEngine(): Engine {
  let held: Held | null = null;
  const network = new LastNetwork();
  let finder: Finder = () => [];

  async function open({ scenario: asked, probe, commands = [] }: OpenRequest): Promise<Result<Opened>> {
    const loaded = typeof asked === 'string' ? await loadScenario(asked) : ok(asked);
    if (!loaded.ok) return loaded;
    const scenario = withCommands(loaded.value, commands);
    const all = scenario.commands ?? [];
    const ofCluster = all.filter(isOfCluster);
    const ofMachines = all.filter((command) => !isOfCluster(command));
    const expanded = await network.of({ ...loaded.value, commands: ofCluster });
    if (!expanded.ok) return placed(expanded, all, ofCluster);
    const { scenario: whole, source, warnings, controlPlane, cluster } = expanded.value;
    const built = compile({ ...whole, commands: ofMachines }, source, ofCluster.length > 0);
    if (!built.ok) return placed(built, all, ofMachines);
    const world = built.value;
    world.controlPlane = controlPlane;
    const command = probe ?? scenario.probe;
    const namespace = placeFor(world, command, scenario.probe.in);
    if (!namespace.ok) return namespace;
    const parsed = parseCommand(command.run, world, namespace.value);
    if (!parsed.ok) return parsed;
    const bases = world.namespaces.map(({ net }) => net.hold());
    world.onSettled = (namespaces) => void bases.push(...namespaces.map(({ net }) => net.hold()));
    const traced = traceOf(world, parsed.value);
    if (!traced.ok) return traced;
    const outline = outlineOf(world, scenario.title);
    const opened = { scenario, warnings, probe: command, outline, trace: traced.value, cluster };
    finder = createFinder(outline, tablesOf);
    held = { bases, opened, sleepers: world.sleepers, known: new Map() };
    return ok(opened);
  }

  function tablesOf(ns: number): TableSet {
    const found = held && tablesBefore(held, ns);
    if (!found) throw new RangeError(`there is no namespace ${ns}`);
    return found;
  }

  async function write(format: Format) {
    if (!held) throw new RangeError('no network is open');
    const formats = await import('./capture/write/formats.ts');
    return formats.write(format, held.opened);
  }

  return {
    open,
    tables: async (ns) => tablesOf(ns),
    find: async (text, limit) => finder(text, limit),
    nodes: async () => held?.sleepers?.nodes() ?? [],
    pods: async (node) => held?.sleepers?.podsOn(node) ?? [],
    write,
    async read(file, name) {
      const { readFile } = await import('./scenario/draft/read_file.ts');
      return readFile(await file.text(), name);
    },
    async draft(from) {
      const { draftOf, newDraft } = await import('./scenario/draft/begin.ts');
      return 'version' in from ? draftOf(from) : newDraft(from.title);
    },
    async survey(draft) {
      const { survey } = await import('./scenario/draft/survey.ts');
      return survey(draft);
    },
    async tidy(objects) {
      const { tidy } = await import('./scenario/draft/documents.ts');
      return tidy(objects);
    },
  };
}

type Refused = Extract<Result<never>, { ok: false }>;

/** A problem with one of some commands, by its number among all. */
function placed({ problem: { where, ...wrong } }: Refused, all: Commands, some: Commands): Refused {
  const number = /^commands\.(\d+)/.exec(where)?.[1];
  const index = number === undefined ? -1 : all.indexOf(some[Number(number)]!);
  return { ok: false, problem: { ...wrong, where: where.replace(/^commands\.\d+/, `commands.${index}`) } };
}

type Commands = readonly ScenarioCommand[];

/** Where a command runs. What is for the cluster may be typed anywhere, also when the pod is gone where one usually is. */
function placeFor(world: World, command: ScenarioCommand, usual: string): Result<Namespace> {
  if (!isOfCluster(command)) return findNamespace(world, command.in, 'probe.in');
  const there = findNamespace(world, usual, 'probe.in');
  const [any] = world.namespaces;
  return there.ok || !any ? there : ok(any);
}

/** A person asks for the same network again and again, with other commands: what is declared is made into machines once. */
class LastNetwork {
  private text = '';
  private expanded: Expanded | null = null;

  async of(scenario: Scenario): Promise<Result<Expanded>> {
    const text = JSON.stringify(scenario);
    if (this.expanded && text === this.text) return ok(this.expanded);
    const expanded = await expand(scenario);
    this.text = text;
    this.expanded = expanded.ok ? expanded.value : null;
    return expanded;
  }
}

/** A machine that cannot be built is found only when somebody comes to it. */
function traceOf(world: World, { namespace, process }: Command): Result<Trace> {
  try {
    return ok(plainTrace(run(world, namespace, process)));
  } catch (error) {
    if (error instanceof CompileError) return problem(error.where, error.message);
    throw error;
  }
}

/** What is kept of an open network: its tables before the probe, and what the probe has changed. */
interface Held {
  readonly bases: readonly (() => TableSet)[];
  readonly opened: Opened;
  readonly sleepers: World['sleepers'];
  readonly known: Map<number, TableSet>;
}

function tablesBefore({ bases, opened, known }: Held, ns: number): TableSet | undefined {
  const made = known.get(ns) ?? bases[ns]?.();
  if (!made || known.has(ns)) return made;
  const counter = new Map(made.counter);
  for (const { changes } of opened.trace.events.toReversed()) {
    for (const change of changes.toReversed()) {
      if (change.ns !== ns || change.table !== 'counter') continue;
      if (change.before === null) counter.delete(change.key);
      else counter.set(change.key, change.before);
    }
  }
  const tables = { ...made, counter };
  known.set(ns, tables);
  return tables;
}
