// The engine before its judge: the same network in real namespaces, the same probe, and nothing may differ but time and lots.
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { expand } from '../scenario/expand.ts';
import { loadScenario } from '../scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import { isProbe } from '../shell/command.ts';
import { available } from './available.ts';
import { type Difference, differences, differenceText } from './compare.ts';
import { cornerCases } from './corner_cases.ts';
import { ipsetCornerCases } from './corner_cases_ipset.ts';
import { layer3Cases } from './corner_cases_l3.ts';
import { layer4Cases } from './corner_cases_l4.ts';
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

async function library(id: string): Promise<Scenario> {
  const loaded = await loadScenario(id);
  const expanded = loaded.ok ? await expand(loaded.value) : loaded;
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.problem));
  return onKernel(withTrace(withoutLots(expanded.value.scenario)), release());
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

const IDS = [
  'flannel-host-gw',
  'flannel-vxlan',
  'veth-pair',
  'bridge',
  'ip-forward',
  'docker-routes',
  'docker-modes',
  'same-node',
  'fault-ip-forward',
  'fault-veth-down',
  'fault-missing-route',
  'fault-asymmetric-reply',
  'fault-rp-filter',
  'fault-input-drop',
  'fault-forward-drop',
  'fault-no-listener',
  'clusterip-iptables',
  'nodeport-iptables',
  'host-gw-42',
  'rule-growth',
  'host-gw-kubeadm',
  'kube-dns',
  'no-endpoints',
  'flannel-egress',
  'calico-native',
  'calico-service',
  'calico-nodeport',
  'calico-egress',
];
const scenarios = await Promise.all(IDS.map(async (id) => ({ id, scenario: await library(id) })));
const services = (['host-gw', 'vxlan'] as const).map((overlay) => ({
  name: `a datagram and its answer by one of 10 services, ${overlay}`,
  scenario: serviceNetwork(10, overlay, 'names'),
}));
const corners = [
  ...services,
  ...cornerCases,
  ...layer3Cases,
  ...layer4Cases,
  ...ipsetCornerCases,
  ...xtCornerCases,
].map(({ name, scenario }) => [name, onKernel(withTrace(scenario), release()), scenario.probe] as const);
/** What only lists a table is asked of the tools elsewhere (commands.test.ts, iptables_commands.test.ts). */
const probes = scenarios.flatMap(({ id, scenario }) =>
  [scenario.probe, ...(scenario.alternatives ?? [])]
    .filter(({ run }) => isProbe(run.split(' ', 1)[0]!))
    .map((probe) => [`${id}: ${probe.run} in ${probe.in}`, scenario, probe] as const),
);

describe.skipIf(!judge.ok)(
  `engine against kernel ${release()}${judge.ok ? '' : ` (skipped: ${judge.why})`}`,
  () => {
    it.each([...probes, ...corners])(
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
