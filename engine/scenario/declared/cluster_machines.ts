// The nodes of a declared cluster as machines, with the segments that join them.
import { type Cluster, type ClusterNode, nodeOf } from '../../cluster/cluster.ts';
import type { Part } from '../../cluster/host/part.ts';
import type { ManifestPod } from '../../cluster/manifest/pod.ts';
import { type Manifest, readManifest } from '../../cluster/manifest/read_manifest.ts';
import { ok, type Problem, problem, type Result } from '../../problem.ts';
import { inPrefix } from '../../wire/address.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { ScenarioCluster, ScenarioMachine, ScenarioNetns } from '../schema.ts';
import { clusterOf, inCluster } from './cluster_settings.ts';
import { type Listener, listenersOf, oneAPort } from './listeners.ts';
import { overlay, withContainers } from './overlay.ts';

const SEGMENT = 'lan';
/** Every node has rules for every endpoint of every service: so many in all can be waited for. */
const MOST_RULES = 250_000;
const RULES_PER_ENDPOINT = 4;

export interface Nodes {
  readonly machines: Readonly<Record<string, ScenarioMachine>>;
  /** The NICs that are plugged into each segment. */
  readonly ports: Readonly<Record<string, readonly string[]>>;
  readonly warnings: readonly Problem[];
}

/** The nodes as machines, each with what the scenario says of it besides, and with the Docker that was there before. */
export function clusterMachines(
  declared: ScenarioCluster,
  said: Readonly<Record<string, ScenarioMachine>>,
  dockers: ReadonlyMap<string, Part>,
): Result<Nodes> {
  const read = readManifest(textOf(declared.objects));
  if (!read.ok) return inCluster('objects', read);
  const rules = rulesOf(read.value);
  if (rules > MOST_RULES)
    return problem(
      'cluster.objects',
      `${read.value.nodes.length} nodes with ${read.value.services.length} services come to about ${rules.toLocaleString('en')} rules`,
      `at most ${MOST_RULES.toLocaleString('en')}: fewer nodes, or fewer services`,
    );
  const cluster = clusterOf(declared, read.value);
  if (!cluster.ok) return cluster;
  const machines: Record<string, ScenarioMachine> = {};
  const ports: Record<string, string[]> = {};
  const byNode = podsByNode(read.value.pods);
  const places = new Map(cluster.value.pods.map((pod) => [nameOf(pod), pod.netns]));
  for (const node of cluster.value.nodes) {
    const docker = dockers.get(node.name);
    const machine = nodeOf(cluster.value, node, docker ? [docker] : []);
    if (!machine.ok) return inCluster(`node ${node.name}`, machine);
    const { kernel } = declared.nodes ?? {};
    const own = withPods(said[node.name] ?? {}, byNode.get(node.name) ?? [], places, read.value);
    machines[node.name] = overlay(machine.value, { ...(kernel !== undefined && { kernel }), ...own });
    const segment = segmentOf(cluster.value, node);
    ports[segment] = [...(ports[segment] ?? []), `${node.name}/${cluster.value.joined.nic}`];
  }
  return ok({ machines, ports, warnings: read.value.warnings });
}

function rulesOf({ nodes, services, endpointSlices }: Manifest): number {
  const endpoints = endpointSlices.reduce((sum, slice) => sum + slice.endpoints.length, 0);
  return nodes.length * (nodes.length + RULES_PER_ENDPOINT * (services.length + endpoints));
}

const textOf = (objects: ScenarioCluster['objects']) =>
  typeof objects === 'string'
    ? objects
    : JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }, null, 1);

/** Nodes that reach each other without a gateway are on one segment; the first network's has the plain name. */
function segmentOf({ nodes, joined }: Cluster, { addresses }: ClusterNode): string {
  const networkOf = (address: string) => {
    const { address: number } = parseCidr(`${address}/${joined.prefixLength}`)!;
    return nodes.findIndex((other) => inPrefix(parseIpv4(other.addresses[0]!)!, number, joined.prefixLength));
  };
  const first = networkOf(addresses[0]!);
  return first === 0 ? SEGMENT : `${SEGMENT}-${nodes[first]!.name}`;
}

/** The pods' processes: each declared port is listened on, in the pod or, with hostNetwork, on the node. */
function withPods(
  said: ScenarioMachine,
  own: readonly ManifestPod[],
  places: ReadonlyMap<string, string>,
  { services }: Manifest,
): ScenarioMachine {
  const netns: Record<string, ScenarioNetns> = { ...said.netns };
  const onNode: Listener[] = [...(said.listeners ?? [])];
  for (const pod of own) {
    const listeners = listenersOf(pod, services);
    const place = places.get(nameOf(pod));
    if (place === undefined) onNode.push(...listeners);
    else netns[place] = { label: `${pod.name} ${pod.podIP ?? ''}`.trim(), listeners, ...netns[place] };
  }
  return withContainers({ ...said, listeners: oneAPort(onNode), netns });
}

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
  `${namespace}/${name}`;

function podsByNode(pods: readonly ManifestPod[]): ReadonlyMap<string | null, ManifestPod[]> {
  const byNode = new Map<string | null, ManifestPod[]>();
  for (const pod of pods) {
    const known = byNode.get(pod.nodeName);
    if (known) known.push(pod);
    else byNode.set(pod.nodeName, [pod]);
  }
  return byNode;
}
