// The engine before its judge: the same network in real namespaces, the same probe, and nothing may differ but time and lots.
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { expand } from '../scenario/expand.ts';
import { library, loadScenario } from '../scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import { isProbe } from '../shell/command.ts';
import { available } from './available.ts';
import { type Difference, differences, differenceText } from './compare.ts';
import { cornerCases } from './corner_cases.ts';
import { ipsetCornerCases } from './corner_cases_ipset.ts';
import { layer3Cases } from './corner_cases_l3.ts';
import { layer4Cases } from './corner_cases_l4.ts';
import { mtuCases } from './corner_cases_mtu.ts';
import { xtCornerCases } from './corner_cases_xt.ts';
import { runLab } from './lab.ts';
import { maybeLate } from './late_program.ts';
import type { Seen } from './seen.ts';
import { seenByEngine } from './seen_by_engine.ts';
import { seenByKernel } from './seen_by_kernel.ts';
import { serviceNetwork } from './services.ts';
import { onKernel, withoutLots, withTrace } from './with_trace.ts';

const PATIENCE_MS = 60_000;
const MOST_ASKED = 5;

const judge = await available();
if (!judge.ok) console.warn(`engine against kernel: skipped: ${judge.why}`);

async function networkOf(id: string): Promise<Scenario> {
  const loaded = await loadScenario(id);
  const expanded = loaded.ok ? await expand(loaded.value) : loaded;
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.problem));
  return onKernel(withoutLots(expanded.value.scenario), release());
}

async function engineSees(scenario: Scenario, probe: ScenarioCommand) {
  const engine = createEngine();
  const opened = await engine.open({ scenario, probe });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
  return seenByEngine(engine, opened.value);
}

/** What kernel and engine differ in; asked again while it may be only that a program woke up late. */
async function comparedWith(engine: Seen, scenario: Scenario, probe: ScenarioCommand): Promise<Difference[]> {
  for (let asked = 1; ; asked++) {
    const kernel = seenByKernel(await runLab(scenario, probe));
    const found = differences(kernel, engine);
    if (found.length === 0 || asked === MOST_ASKED || !maybeLate(kernel)) return found;
  }
}

/** Networks that this kernel cannot be asked about. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  'clusterip-ipvs': 'no IPVS',
  'nodeport-ipvs': 'no IPVS',
  'calico-ipip': 'no IPIP tunnels',
};
const networks = await Promise.all(
  library
    .filter(({ id }) => !Object.hasOwn(NOT_ASKED, id))
    .map(async ({ id }) => ({ id, scenario: await networkOf(id) })),
);
const services = (['host-gw', 'vxlan'] as const).map((overlay) => ({
  name: `a datagram and its answer by one of 10 services, ${overlay}`,
  scenario: serviceNetwork(10, overlay, 'names'),
}));
const corners = [
  ...services,
  ...cornerCases,
  ...layer3Cases,
  ...layer4Cases,
  ...mtuCases,
  ...ipsetCornerCases,
  ...xtCornerCases,
].map(({ name, scenario }) => [name, onKernel(withTrace(scenario), release()), scenario.probe] as const);
/** What only lists a table is asked of the tools elsewhere (commands.test.ts, iptables_commands.test.ts). */
const probes = networks.flatMap(({ id, scenario }) =>
  [scenario.probe, ...(scenario.alternatives ?? [])]
    .filter(({ run }) => isProbe(run.split(' ', 1)[0]!))
    .map((probe) => [`${id}: ${probe.run} in ${probe.in}`, withTrace(scenario), probe] as const),
);
/** Without the log: an answer in many pieces says more there at once than a socket holds. */
const mended = networks.flatMap(({ id, scenario }) => {
  if (!scenario.fault) return [];
  const commands = [...(scenario.commands ?? []), ...scenario.fault.mend];
  return [[`${id}, mended`, { ...scenario, commands }, scenario.probe] as const];
});

describe.skipIf(!judge.ok)(
  `engine against kernel ${release()}${judge.ok ? '' : ` (skipped: ${judge.why})`}`,
  () => {
    it.each([...probes, ...mended, ...corners])(
      '%s',
      async (_name, scenario, probe) => {
        const engine = await engineSees(scenario, probe);
        const found = await comparedWith(engine, scenario, probe);
        expect(found.map(differenceText)).toEqual([]);
      },
      PATIENCE_MS,
    );
  },
);
