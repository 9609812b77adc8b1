// Who is in a declared cluster: what its objects name, and what is generated besides.
import type { ClusterPod } from '../../cluster/cluster.ts';
import type { ManifestPod } from '../../cluster/manifest/pod.ts';
import type { Manifest } from '../../cluster/manifest/read_manifest.ts';
import { ok, problem, type Result } from '../../problem.ts';
import type { ScenarioCluster } from '../schema.ts';
import type { Generated } from './generated.ts';

export interface PlacedPod {
  readonly pod: ManifestPod;
  /** Null: it is in its node's own namespace. */
  readonly placed: ClusterPod | null;
}

export interface Population {
  readonly nodes: Manifest['nodes'];
  readonly services: Manifest['services'];
  readonly endpointSlices: Manifest['endpointSlices'];
  /** How many pods there are. */
  readonly pods: number;
  /** How many of them are on a node, and have a network of their own. */
  countOn(node: string): number;
  podsOn(node: string): readonly PlacedPod[];
  /** Those of them that objects name. */
  writtenOn(node: string): readonly PlacedPod[];
  /** The node on which a pod's namespace is. */
  nodeWith(netns: string): string | undefined;
}

export function populationOf(
  manifest: Manifest,
  generated: Generated | null,
  said: ScenarioCluster['pods'] = {},
): Result<Population> {
  const count = new Map<string, number>();
  for (const { name } of manifest.pods) count.set(name, (count.get(name) ?? 0) + 1);
  const byNode = new Map<string, PlacedPod[]>();
  const nodeOf = new Map<string, string>();
  for (const pod of manifest.pods) {
    if (pod.nodeName === null) continue;
    // Pods of one name in several namespaces are told apart by these.
    const netns = count.get(pod.name) === 1 ? pod.name : `${pod.namespace}.${pod.name}`;
    const placed = pod.hostNetwork ? null : placedPod(pod, pod.nodeName, netns, said[netns]);
    if (placed) nodeOf.set(netns, pod.nodeName);
    const known = byNode.get(pod.nodeName);
    if (known) known.push({ pod, placed });
    else byNode.set(pod.nodeName, [{ pod, placed }]);
  }
  const stranger = Object.keys(said).find((netns) => !nodeOf.has(netns));
  if (stranger !== undefined)
    return problem(`cluster.pods.${stranger}`, 'is no pod with a network of its own');
  const generatedOn = (node: string) =>
    (generated?.podsOn(node) ?? []).map((pod) => ({ pod, placed: placedPod(pod, node, pod.name, {}) }));
  return ok({
    nodes: [...manifest.nodes, ...(generated?.nodes ?? [])],
    services: [...manifest.services, ...(generated?.services ?? [])],
    endpointSlices: [...manifest.endpointSlices, ...(generated?.endpointSlices ?? [])],
    pods: nodeOf.size + (generated?.pods ?? 0),
    writtenOn: (node) => byNode.get(node) ?? [],
    countOn: (node) =>
      byNode.get(node)?.filter(({ placed }) => placed).length ?? generated?.countOn(node) ?? 0,
    podsOn: (node) => byNode.get(node) ?? generatedOn(node),
    nodeWith: (netns) => nodeOf.get(netns) ?? generated?.nodeOf(netns),
  });
}

function placedPod(
  { namespace, name, podIP, ports }: ManifestPod,
  nodeName: string,
  netns: string,
  said: NonNullable<ScenarioCluster['pods']>[string] | undefined,
): ClusterPod {
  const hostPorts = ports.flatMap(({ hostPort, hostIP, containerPort, protocol }) =>
    hostPort === 0
      ? []
      : [
          {
            hostPort,
            containerPort,
            protocol: protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp',
            ...(hostIP !== null && { hostIp: hostIP }),
          },
        ],
  );
  return { ...said, netns, namespace, name, nodeName, podIP, hostPorts };
}
