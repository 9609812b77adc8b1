// The cluster of a scenario: its objects read, its settings checked, its nodes derived.
import {
  type Cluster,
  type ClusterNode,
  type ClusterPod,
  nodeOf,
  type PodNetwork,
} from '../cluster/cluster.ts';
import type { Part } from '../cluster/host/part.ts';
import { isAtLeast } from '../cluster/host/version.ts';
import { parseKubernetesVersion } from '../cluster/kubernetes_version.ts';
import { type NetConf, readNetConf } from '../cluster/manifest/flannel_conf.ts';
import type { ManifestNode } from '../cluster/manifest/node.ts';
import type { ManifestPod } from '../cluster/manifest/pod.ts';
import { type Manifest, readManifest } from '../cluster/manifest/read_manifest.ts';
import type { Service } from '../cluster/objects.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../cluster/proxy/config.ts';
import { ok, type Problem, problem, type Result } from '../problem.ts';
import { inPrefix } from '../wire/address.ts';
import { parseCidr, parseIpv4 } from '../wire/parse_address.ts';
import { overlay, withContainers } from './overlay.ts';
import type { ScenarioCluster, ScenarioMachine, ScenarioNetns } from './schema.ts';

const FLANNEL_RELEASE = 'v0.24.0';
const IPTABLES = '1.8.9';
const JOINED = { nic: 'eth0', prefixLength: 24, mtu: 1500 };
const SEGMENT = 'lan';
const DNS_PORT = 53;
/** Every node has rules for every endpoint of every service: so many in all can be waited for. */
const MOST_RULES = 250_000;
const RULES_PER_ENDPOINT = 4;

type Flannel = Extract<ScenarioCluster['network'], { kind: 'flannel' }>;

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
  for (const node of cluster.value.nodes) {
    const docker = dockers.get(node.name);
    const machine = nodeOf(cluster.value, node, docker ? [docker] : []);
    if (!machine.ok) return inCluster(`node ${node.name}`, machine);
    const { kernel } = declared.nodes ?? {};
    const own = withPods(said[node.name] ?? {}, cluster.value, node, read.value);
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

function inCluster<T>(where: string, result: Extract<Result<T>, { ok: false }>): Result<never> {
  return { ok: false, problem: { ...result.problem, where: `cluster.${where}: ${result.problem.where}` } };
}

function clusterOf(declared: ScenarioCluster, manifest: Manifest): Result<Cluster> {
  const proxy = proxyOf(declared);
  if (!proxy.ok) return proxy;
  const network = networkOf(declared, manifest);
  if (!network.ok) return network;
  const pods = podsOf(manifest.pods, declared.pods);
  if (!pods.ok) return pods;
  const {
    nic = JOINED.nic,
    prefixLength = JOINED.prefixLength,
    mtu = JOINED.mtu,
    gateway = null,
  } = declared.nodes ?? {};
  if (gateway !== null && parseIpv4(gateway) === undefined)
    return problem('cluster.nodes.gateway', `"${gateway.slice(0, 40)}" is no IPv4 address`);
  const homeless = manifest.nodes.find(
    ({ podCIDR, addresses }) => podCIDR === null || addresses.length === 0,
  );
  if (homeless)
    return problem(
      `cluster.objects: Node ${homeless.name}`,
      homeless.podCIDR === null ? 'has no spec.podCIDR' : 'has no InternalIP in status.addresses',
    );
  return ok({
    services: manifest.services,
    endpointSlices: manifest.endpointSlices,
    network: { ...network.value, randomFully: masqueradesRandomFully(declared) },
    proxy: { ...proxy.value, randomFully: masqueradesRandomFully(declared) },
    joined: { nic, prefixLength, mtu, gateway },
    nodes: manifest.nodes.map(nodeFrom),
    pods: pods.value,
  });
}

const masqueradesRandomFully = ({ nodes }: ScenarioCluster) =>
  isAtLeast(nodes?.iptables ?? IPTABLES, '1.6.2');

function proxyOf({ kubernetes, proxy = {}, network }: ScenarioCluster): Result<ProxyConfig> {
  const version = parseKubernetesVersion(kubernetes);
  if (!version.ok) return inCluster('kubernetes', version);
  const { mode, clusterCIDR, scheduler, masqueradeAll, nodePortAddresses } = proxy;
  for (const cidr of [...(nodePortAddresses ?? []), ...(clusterCIDR === undefined ? [] : [clusterCIDR])])
    if (!parseCidr(cidr))
      return problem('cluster.proxy', `"${cidr.slice(0, 40)}" is no network`, 'one as 10.42.0.0/16');
  const { iptables, ipvs, ...defaults } = DEFAULT_PROXY_CONFIG;
  return ok({
    ...defaults,
    version: version.value,
    mode: mode ?? defaults.mode,
    // As the programs that make clusters do it: kube-proxy is told the pods' network where there is one.
    clusterCIDR: clusterCIDR ?? (network.kind === 'flannel' ? null : defaults.clusterCIDR),
    nodePortAddresses: nodePortAddresses ?? defaults.nodePortAddresses,
    iptables: { ...iptables, masqueradeAll: masqueradeAll ?? iptables.masqueradeAll },
    ipvs: { ...ipvs, scheduler: scheduler ?? ipvs.scheduler },
  });
}

function networkOf({ network }: ScenarioCluster, manifest: Manifest): Result<PodNetwork> {
  if (network.kind === 'calico') {
    const wrong = network.pools.findIndex(({ cidr }) => !parseCidr(cidr));
    if (wrong >= 0)
      return problem(
        `cluster.network.pools.${wrong}.cidr`,
        `"${network.pools[wrong]!.cidr.slice(0, 40)}" is no network`,
        'one as 10.244.0.0/16',
      );
    return ok(network);
  }
  const conf = netConfOf(network.conf, manifest);
  if (!conf.ok) return inCluster('network.conf', conf);
  const release = network.release ?? FLANNEL_RELEASE;
  if (!/^v?\d+\.\d+/.test(release))
    return problem('cluster.network.release', `"${release.slice(0, 40)}" is none`, 'one as v0.24.0');
  return ok({ kind: 'flannel', ...conf.value, version: release, delegate: manifest.delegate ?? {} });
}

/** Said beside the objects, or in their ConfigMap. */
function netConfOf(conf: Flannel['conf'], { netConf }: Manifest): Result<NetConf> {
  if (conf !== undefined) return readNetConf(typeof conf === 'string' ? conf : JSON.stringify(conf, null, 1));
  return netConf
    ? ok(netConf)
    : problem('net-conf.json', 'is missing', 'here or in the ConfigMap kube-flannel-cfg');
}

const nodeFrom = ({ flannel, calico, ...node }: ManifestNode): ClusterNode => ({
  ...node,
  vtepMac: flannel?.vtepMac ?? null,
  tunnelAddress: calico?.ipipTunnelAddress ?? null,
});

/** Pods of one name in several namespaces are told apart by these. */
function podsOf(pods: readonly ManifestPod[], said: ScenarioCluster['pods'] = {}): Result<ClusterPod[]> {
  const count = new Map<string, number>();
  for (const { name } of pods) count.set(name, (count.get(name) ?? 0) + 1);
  const found = pods.flatMap(({ namespace, name, nodeName, podIP, hostNetwork, ports }) => {
    if (hostNetwork || nodeName === null) return [];
    const netns = count.get(name) === 1 ? name : `${namespace}.${name}`;
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
    return [{ ...said[netns], netns, namespace, name, nodeName, podIP, hostPorts }];
  });
  const stranger = Object.keys(said).find((netns) => !found.some((pod) => pod.netns === netns));
  return stranger === undefined
    ? ok(found)
    : problem(`cluster.pods.${stranger}`, 'is no pod with a network of its own');
}

/** Nodes that reach each other without a gateway are on one segment; the first network's has the plain name. */
function segmentOf({ nodes, joined }: Cluster, { addresses }: ClusterNode): string {
  const networkOf = (address: string) => {
    const { address: number } = parseCidr(`${address}/${joined.prefixLength}`)!;
    return nodes.findIndex((other) => inPrefix(parseIpv4(other.addresses[0]!)!, number, joined.prefixLength));
  };
  const first = networkOf(addresses[0]!);
  return first === 0 ? SEGMENT : `${SEGMENT}-${nodes[first]!.name}`;
}

type Listener = NonNullable<ScenarioNetns['listeners']>[number];

/** The pods' processes: each declared port is listened on. A web server says which pod it is in, a name server knows the services. */
function withPods(
  said: ScenarioMachine,
  { pods }: Cluster,
  node: ClusterNode,
  manifest: Manifest,
): ScenarioMachine {
  const netns: Record<string, ScenarioNetns> = { ...said.netns };
  const onNode = [...(said.listeners ?? [])];
  for (const pod of manifest.pods) {
    if (pod.nodeName !== node.name) continue;
    const listeners = listenersOf(pod, manifest.services);
    const place = pods.find(({ namespace, name }) => namespace === pod.namespace && name === pod.name);
    if (!place) onNode.push(...listeners);
    else
      netns[place.netns] = {
        label: `${pod.name} ${pod.podIP ?? ''}`.trim(),
        listeners,
        ...netns[place.netns],
      };
  }
  return withContainers({ ...said, listeners: onNode, netns });
}

function listenersOf({ name, ports }: ManifestPod, services: readonly Service[]): Listener[] {
  return ports.flatMap(({ containerPort: port, protocol }): Listener[] => {
    if (protocol === 'TCP' && port === DNS_PORT) return [{ kind: 'tcp', port }];
    if (protocol === 'TCP') return [{ kind: 'http', port, body: `${name}\n` }];
    if (protocol === 'UDP' && port === DNS_PORT) return [{ kind: 'dns', port, names: namesOf(services) }];
    return protocol === 'UDP' ? [{ kind: 'echo', port }] : [];
  });
}

const namesOf = (services: readonly Service[]) =>
  Object.fromEntries(
    services.flatMap(({ namespace, name, clusterIPs }) => {
      const address = clusterIPs.find((each) => parseIpv4(each) !== undefined);
      return address === undefined ? [] : [[`${name}.${namespace}.svc.cluster.local`, address]];
    }),
  );
