// How fast rules are derived and read, against iptables-restore; and a cluster at Kubernetes' ceiling.

import { layTables, saveText } from '../cluster/host/laid_table.ts';
import { restoreText } from '../cluster/host/rule_set.ts';
import type { Node, ServiceObjects } from '../cluster/objects.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../cluster/proxy/config.ts';
import { kubeProxy } from '../cluster/proxy/modes.ts';
import { Generated } from '../scenario/declared/generated.ts';
import type { Scenario, ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import { World } from '../world/world.ts';
import { inside, run } from './exec.ts';

const NODE: Node = { name: 'node-1', addresses: ['172.20.0.2'], podCIDR: '10.0.0.0/24' };
const PODS = '10.0.0.0/11';
const CONFIG: ProxyConfig = { ...DEFAULT_PROXY_CONFIG, version: { minor: 28, patch: 3 }, clusterCIDR: PODS };

const clusterOf = (services: number): ServiceObjects =>
  new Generated({ nodes: 100, podsPerNode: 30, services, endpoints: 2 }, PODS);

function timed<T>(work: () => T): { value: T; ms: number } {
  const begun = performance.now();
  const value = work();
  return { value, ms: performance.now() - begun };
}

/** kube-proxy's rules for so many services with two endpoints each, as text for iptables-restore: milliseconds, and lines. */
export function deriveSpeed(services: number): {
  readonly ms: number;
  readonly lines: number;
  readonly text: string;
} {
  const cluster = clusterOf(services);
  const { value: text, ms } = timed(() => restoreText(kubeProxy(cluster, NODE, CONFIG).rules));
  return { ms, lines: text.split('\n').length, text };
}

/** The same as iptables-save prints it. */
export const savedRules = (services: number): string =>
  saveText(layTables(kubeProxy(clusterOf(services), NODE, CONFIG).rules));

/** Into an empty namespace of the engine, milliseconds. */
export function readSpeed(text: string): number {
  const world = new World(1);
  const namespace = world.addNamespace(world.addMachine('n', 'n', '6.18'), 'n', 'n', true, 'iputils');
  const { value, ms } = timed(() => world.request(namespace, { do: 'xtables.restore', text }));
  if (value !== null) throw new Error(value);
  return ms;
}

/** Into an empty namespace of the kernel, milliseconds. */
export async function kernelReadSpeed(text: string): Promise<number> {
  const netns = `hop-bench-${process.pid}`;
  await run(['ip', 'netns', 'add', netns]);
  try {
    const begun = performance.now();
    await run(inside(netns, 'iptables-legacy-restore'), text);
    return performance.now() - begun;
  } finally {
    await run(['ip', 'netns', 'delete', netns]);
  }
}

const CEILING: Scenario = {
  version: 1,
  title: 'The ceiling',
  machines: {},
  cluster: {
    kubernetes: '1.28.3',
    objects: '',
    scale: { nodes: 5000, podsPerNode: 30, services: 10_000, endpoints: 2 },
    network: { kind: 'flannel', conf: { Network: PODS, Backend: { Type: 'vxlan' } } },
  },
  probe: { in: 'node-0001/pod-0001-0', run: 'ping -c 1 10.1.2.3' },
};

const EDITS: readonly ScenarioCommand[] = [
  { in: 'node-0001', run: 'iptables -I FORWARD 1 -s 192.0.2.1 -j DROP' },
  { in: 'node-0001', run: 'iptables -t nat -I KUBE-SERVICES 1 -s 192.0.2.1 -j RETURN' },
  { in: 'node-0001', run: 'ip route add 192.0.2.0/24 via 172.20.0.9' },
  { in: 'node-0001', run: 'ip route del 10.3.0.0/24' },
  { in: 'node-0001', run: 'ip link set cni0 mtu 1400' },
];

export interface Ceiling {
  readonly openMs: number;
  readonly octets: number;
  /** From an edit to the whole new trace, milliseconds. */
  readonly editMs: readonly number[];
}

/** 5,000 nodes, 150,000 pods, 10,000 services: opened, a packet sent between pods, then sent again after edits. */
export async function ceiling(held: () => number, edits: number): Promise<Ceiling> {
  const engine = createEngine();
  const open = async (commands: readonly ScenarioCommand[]) => {
    const begun = performance.now();
    const opened = await engine.open({ scenario: CEILING, probe: null, commands });
    const ms = performance.now() - begun;
    if (!opened.ok) throw new Error(opened.problem.what);
    if (!opened.value.trace.outcome.answered) throw new Error(opened.value.trace.outcome.output);
    return ms;
  };
  const before = held();
  const openMs = await open([]);
  const octets = held() - before;
  const editMs: number[] = [];
  for (let count = 0; count < edits; count++) editMs.push(await open([EDITS[count % EDITS.length]!]));
  return { openMs, octets, editMs };
}
