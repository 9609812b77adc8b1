// A cluster of many nodes: what is made when somebody comes to it is what would have been written out at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import type { Opened } from '../../protocol.ts';
import { createEngine } from '../../serve.ts';
import { parseCommand } from '../../shell/command.ts';
import { findNamespace } from '../../world/find.ts';
import { run } from '../../world/run.ts';
import { compile } from '../compile.ts';
import { expand } from '../expand.ts';
import { CEILING } from '../library/index.ts';
import { outcomesOf } from '../library/shown.fixture.ts';
import type { Scenario, ScenarioCluster } from '../schema.ts';
import { type DeclaredCluster, declaredCluster } from './declared_cluster.ts';

const SCALE = { nodes: 12, podsPerNode: 3, services: 10, endpoints: 3 };

const NETWORKS = {
  vxlan: { kind: 'flannel', conf: { Network: '10.0.0.0/11', Backend: { Type: 'vxlan' } } },
  'host-gw': { kind: 'flannel', conf: { Network: '10.0.0.0/11', Backend: { Type: 'host-gw' } } },
  ipip: { kind: 'flannel', conf: { Network: '10.0.0.0/11', Backend: { Type: 'ipip' } } },
  calico: { kind: 'calico', pools: [{ cidr: '10.0.0.0/11', natOutgoing: true, ipipMode: 'Never' }] },
} as const satisfies Record<string, ScenarioCluster['network']>;

const scenarioOf = (network: ScenarioCluster['network'], more: Partial<ScenarioCluster> = {}): Scenario => ({
  version: 1,
  title: 'many',
  machines: {},
  cluster: { kubernetes: '1.28.3', objects: '', scale: SCALE, network, ...more },
  probe: { in: 'node-01/pod-01-0', run: 'ping -c 1 10.0.9.3' },
});

function sourceOf({ cluster }: Scenario): DeclaredCluster {
  const declared = declaredCluster(cluster!, {}, new Map());
  if (!declared.ok) throw new Error(problemText(declared.problem));
  return declared.value.source;
}

/** The same cluster with every node there from the beginning. */
function wholeScenario(scenario: Scenario): Scenario {
  const source = sourceOf(scenario);
  const { cluster: _, ...rest } = scenario;
  const machines = source.names.map((name) => {
    const machine = source.whole(name);
    if (!machine.ok) throw new Error(problemText(machine.problem));
    return [name, machine.value] as const;
  });
  const ports = source.names.map((name) => `${name}/${source.port(name).nic}`);
  return { ...rest, machines: Object.fromEntries(machines), segments: { lan: { ports } } };
}

function outcomeOf(scenario: Scenario, source: DeclaredCluster | null, place: string, line: string) {
  const world = compile(scenario, source);
  if (!world.ok) throw new Error(problemText(world.problem));
  const namespace = findNamespace(world.value, place, 'probe');
  const command = namespace.ok ? parseCommand(line, world.value, namespace.value) : namespace;
  if (!command.ok) throw new Error(problemText(command.problem));
  const { outcome, events } = run(world.value, command.value.namespace, command.value.process);
  const hops = events.filter(({ level }) => level === 'hop').length;
  return { output: outcome.output, answered: outcome.answered, hops };
}

/** What is drawn by lot, and how long something took. */
const certain = (text: string) => text.replaceAll(/\d+\.\d+ ms|time \d+ms|= [\d./]+ ms|initval 0x\w+/g, '…');

describe.each(Object.entries(NETWORKS))('a cluster of 12 nodes by %s', (_, network) => {
  const scenario = scenarioOf(network);
  const { cluster: _cluster, ...bare } = scenario;

  it('prints on a node what it would print if all nodes were written out', () => {
    const source = sourceOf(scenario);
    const whole = wholeScenario(scenario);
    for (const line of ['ip route', 'ip neigh', 'bridge fdb', 'iptables-save', 'ipset list', 'ip addr'])
      expect(certain(outcomeOf(bare, source, 'node-07', line).output)).toBe(
        certain(outcomeOf(whole, null, 'node-07', line).output),
      );
  });

  it('answers from any pod to any pod and any service as if all nodes were there', () => {
    const source = sourceOf(scenario);
    const whole = wholeScenario(scenario);
    const place = fc.record({ node: fc.integer({ min: 1, max: 12 }), pod: fc.nat(2) });
    const target = fc.oneof(
      fc.tuple(fc.nat(11), fc.nat(2)).map(([node, pod]) => `ping -c 1 10.0.${node}.${2 + pod}`),
      fc.nat(9).map((service) => `curl -s --max-time 3 http://10.96.0.${service + 1}/`),
    );
    fc.assert(
      fc.property(place, target, ({ node, pod }, line) => {
        const name = `${node}`.padStart(2, '0');
        const lazy = outcomeOf(bare, source, `node-${name}/pod-${name}-${pod}`, line);
        const eager = outcomeOf(whole, null, `node-${name}/pod-${name}-${pod}`, line);
        expect(lazy.answered).toBe(eager.answered);
        // Lots fall differently, as devices without declared addresses have drawn some in another order.
        if (line.startsWith('ping')) expect(certain(lazy.output)).toBe(certain(eager.output));
      }),
      { numRuns: 8 },
    );
  });
});

async function opened(scenario: Scenario, line?: string): Promise<Opened> {
  const probe = line === undefined ? null : { in: scenario.probe.in, run: line };
  const answer = await createEngine().open({ scenario, probe });
  if (!answer.ok) throw new Error(problemText(answer.problem));
  return answer.value;
}

describe('of a cluster of many', () => {
  const big = scenarioOf(NETWORKS.vxlan, {
    scale: { nodes: 5000, podsPerNode: 30, services: 10_000, endpoints: 2 },
  });

  it('only what the packet comes to is there, and what is not is counted', async () => {
    const { outline, trace } = await opened({
      ...big,
      probe: { in: 'pod-0001-0', run: 'ping -c 1 10.1.2.3' },
    });
    expect(trace.outcome.answered).toBe(true);
    expect(outline.machines.map(({ name }) => name)).toEqual(['node-0001', 'node-0259']);
    expect(outline.asleep).toEqual({ machines: 4998, pods: 149_940 });
  });

  it('the one the library has answers every probe', async () => {
    expect(await outcomesOf(CEILING)).toEqual(['ttl 62', 'answered', 'answered', 'ttl 63']);
  });

  it('all are known by name, and who is on one is who would be found there', async () => {
    const engine = createEngine();
    const answer = await engine.open({
      scenario: big,
      probe: { in: 'node-0001', run: 'ping -c 1 10.1.2.3' },
    });
    if (!answer.ok) throw new Error(problemText(answer.problem));
    const nodes = await engine.nodes();
    expect(nodes).toHaveLength(5000);
    expect(nodes[258]).toEqual({ name: 'node-0259', address: '172.20.1.4', pods: 30 });
    const pods = await engine.pods('node-0259');
    const { namespaces, machines } = answer.value.outline;
    const there = namespaces.filter(({ machine, root }) => !root && machines[machine]!.name === 'node-0259');
    expect(pods.map(({ name }) => `node-0259/${name}`)).toEqual(there.map(({ name }) => name));
    expect(pods).toContainEqual({ name: 'pod-0259-1', address: '10.1.2.3' });
    expect(await engine.pods('nowhere')).toEqual([]);
  });

  it('every table is answered as it stood before the probe', async () => {
    const engine = createEngine();
    const answer = await engine.open({
      scenario: scenarioOf(NETWORKS.vxlan),
      probe: { in: 'node-01/pod-01-0', run: 'curl -s http://10.96.0.5/' },
    });
    if (!answer.ok) throw new Error(problemText(answer.problem));
    for (const { id } of answer.value.outline.namespaces) {
      const { counter, conntrack } = await engine.tables(id);
      expect([...counter.values()].every(({ packets }) => packets === 0)).toBe(true);
      expect(conntrack.size).toBe(0);
    }
    const { route, rule } = await engine.tables(0);
    expect([...route.values()].filter(({ gateway }) => gateway !== null)).toHaveLength(12);
    expect([...rule.values()].filter(({ chain }) => chain.startsWith('KUBE-SEP-'))).toHaveLength(10 * 3 * 2);
  });

  it('an edit of one node is none of another', async () => {
    const scenario = { ...big, commands: [{ in: 'node-0001', run: 'iptables -t nat -F KUBE-SERVICES' }] };
    const curl = 'curl -s --max-time 2 http://10.96.5.5/';
    expect(
      (await opened({ ...scenario, probe: { in: 'pod-0001-0', run: curl } })).trace.outcome.answered,
    ).toBe(false);
    expect(
      (await opened({ ...scenario, probe: { in: 'pod-0002-0', run: curl } })).trace.outcome.answered,
    ).toBe(true);
  });

  it('a network too small for its nodes is refused', async () => {
    const conf = { Network: '10.0.0.0/16', Backend: { Type: 'vxlan' } };
    const scenario = scenarioOf({ kind: 'flannel', conf }, { scale: { ...SCALE, nodes: 300 } });
    const answer = await createEngine().open({ scenario, probe: null });
    expect(answer.ok ? 'opened' : problemText(answer.problem)).toBe(
      'cluster.network: 10.0.0.0/16 has no room for 300 nodes; expected a /15',
    );
  });

  it('it is made once for all that is asked of it', async () => {
    const expanded = await expand(big);
    expect(expanded.ok && expanded.value.source?.names).toHaveLength(5000);
    expect(expanded.ok && Object.keys(expanded.value.scenario.machines)).toEqual([]);
  });
});
