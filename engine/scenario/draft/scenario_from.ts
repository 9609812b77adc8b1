// A draft as a scenario. Of one that was there before all stays that a form does not show, but what is said of nodes and pods that
// are gone.
import type { Cluster } from '../../cluster/cluster.ts';
import type { Scenario, ScenarioCluster, ScenarioCommand } from '../schema.ts';
import type { Base, Draft } from './draft.ts';
import { NETWORKS } from './networks.ts';
import { DEFAULTS } from './settings.ts';

/** Without what is said of single pods: whether they are there is known only when the objects are read. */
export function clusterFrom({ settings, base }: Draft, objects: string): ScenarioCluster {
  const { kubernetes, serviceCIDR } = settings;
  const { pods: _, serviceCIDR: _default, ...before } = base?.scenario.cluster ?? {};
  return {
    ...before,
    kubernetes,
    objects,
    network: networkFrom(settings, base),
    proxy: proxyFrom(settings, base),
    ...(serviceCIDR !== DEFAULTS.serviceCIDR && { serviceCIDR }),
  };
}

/** A network that has not been changed may say more than a form does. */
function networkFrom({ network, podCIDR }: Draft['settings'], base: Base | null): ScenarioCluster['network'] {
  const before = base?.scenario.cluster?.network;
  const isKept = before && base.settings.network === network && base.settings.podCIDR === podCIDR;
  return isKept ? before : NETWORKS[network](podCIDR);
}

/** kube-proxy is told the pods' network, unless it was told something else. */
function proxyFrom({ mode, podCIDR }: Draft['settings'], base: Base | null): ScenarioCluster['proxy'] {
  const before = base?.scenario.cluster?.proxy;
  const isTold = base === null || before?.clusterCIDR === base.settings.podCIDR;
  return { ...before, mode, ...(isTold && { clusterCIDR: podCIDR }) };
}

export function scenarioFrom(
  { settings: { title }, base }: Draft,
  cluster: ScenarioCluster,
  { nodes, podsOf }: Cluster,
  probe: ScenarioCommand,
): Scenario {
  const said = base?.scenario.cluster?.pods;
  const netns = new Set(nodes.flatMap(({ name }) => podsOf(name).map((pod) => pod.netns)));
  const now = new Set(nodes.map(({ name }) => name));
  const gone = new Set(base?.nodes.filter((name) => !now.has(name)));
  const declared = said === undefined ? cluster : { ...cluster, pods: kept(said, (name) => netns.has(name)) };
  return {
    version: 1,
    ...base?.scenario,
    title,
    cluster: declared,
    machines: kept(base?.scenario.machines ?? {}, (name) => !gone.has(name)),
    ...(base?.scenario.segments && { segments: withoutPorts(base.scenario.segments, gone) }),
    probe,
  };
}

const kept = <T>(record: Readonly<Record<string, T>>, isKept: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => isKept(name)));

const withoutPorts = (segments: NonNullable<Scenario['segments']>, gone: ReadonlySet<string>) =>
  Object.fromEntries(
    Object.entries(segments).map(([name, segment]) => [
      name,
      { ...segment, ports: segment.ports.filter((port) => !gone.has(port.split('/')[0]!)) },
    ]),
  );
