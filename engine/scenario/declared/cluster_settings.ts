// The cluster of a scenario as a person wrote it: its objects read, its settings checked, and its pods told apart.
import type { Cluster, ClusterNode, PodNetwork } from '../../cluster/cluster.ts';
import { DEFAULT_RANGES, type Ranges } from '../../cluster/control_plane/ranges.ts';
import { contains, formatPrefix, prefixOf } from '../../cluster/host/prefix.ts';
import { isAtLeast } from '../../cluster/host/version.ts';
import { parseKubernetesVersion } from '../../cluster/kubernetes_version.ts';
import { type NetConf, readNetConf } from '../../cluster/manifest/flannel_conf.ts';
import { type Manifest, readManifest } from '../../cluster/manifest/read_manifest.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../../cluster/proxy/config.ts';
import { ok, problem, type Result } from '../../problem.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { ScenarioCluster } from '../schema.ts';
import { Generated, SCALE_PREFIX_LENGTH, tooSmall } from './generated.ts';
import type { Population } from './population.ts';

const FLANNEL_RELEASE = 'v0.24.0';
const IPTABLES = '1.8.9';
/** Calico's IPPool.blockSize. */
const BLOCK_SIZE = 26;
const JOINED = { nic: 'eth0', prefixLength: 24, mtu: 1500 };

type Flannel = Extract<ScenarioCluster['network'], { kind: 'flannel' }>;

/** A problem with the part of the cluster it is in. */
export function inCluster<T>(where: string, result: Extract<Result<T>, { ok: false }>): Result<never> {
  return { ok: false, problem: { ...result.problem, where: `cluster.${where}: ${result.problem.where}` } };
}

/** The objects, with what the control plane gives out in this cluster. */
export function manifestOf(declared: ScenarioCluster): Result<Manifest> {
  const read = readManifest(textOf(declared.objects), rangesOf(declared));
  return read.ok ? read : inCluster('objects', read);
}

const textOf = (objects: ScenarioCluster['objects']) =>
  typeof objects === 'string'
    ? objects
    : JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }, null, 1);

/** What is wrong with the settings is told by `clusterOf`. */
function rangesOf({ network, serviceCIDR, nodes }: ScenarioCluster): Ranges {
  const common = {
    ...DEFAULT_RANGES,
    nodePrefixLength: nodes?.prefixLength ?? JOINED.prefixLength,
    ...(serviceCIDR !== undefined && isNetwork(serviceCIDR) && { serviceCIDR }),
  };
  if (network.kind === 'flannel') {
    const conf = network.conf === undefined ? null : confOf(network.conf);
    return { ...common, podCIDR: conf?.ok ? conf.value.network : null };
  }
  const pool = network.pools.find(({ cidr }) => isNetwork(cidr));
  const ipam = network.pools.some(({ ipipMode }) => ipipMode !== 'Never') ? 'calico-ipip' : 'calico';
  return { ...common, podCIDR: pool?.cidr ?? null, nodeMaskSize: BLOCK_SIZE, ipam };
}

export const isNetwork = (text: string) => text.includes('/') && parseCidr(text) !== undefined;

export function clusterOf(
  declared: ScenarioCluster,
  manifest: Manifest,
  population: Population,
): Result<Cluster> {
  const network = networkOf(declared, manifest);
  if (!network.ok) return network;
  const proxy = proxyOf(declared, manifest, network.value);
  if (!proxy.ok) return proxy;
  const wrong = wrongSettings(declared) ?? wrongNodes(population);
  if (wrong) return wrong;
  const {
    nic = JOINED.nic,
    prefixLength = declared.scale ? SCALE_PREFIX_LENGTH : JOINED.prefixLength,
    mtu = JOINED.mtu,
    gateway = null,
  } = declared.nodes ?? {};
  return ok({
    services: population.services,
    endpointSlices: population.endpointSlices,
    network: { ...network.value, randomFully: masqueradesRandomFully(declared) },
    proxy: { ...proxy.value, randomFully: masqueradesRandomFully(declared) },
    joined: { nic, prefixLength, mtu, gateway },
    nodes: nodesOf(population),
    podsOf: (node) => population.podsOn(node).flatMap(({ placed }) => placed ?? []),
  });
}

/** Those of whom only numbers are said. */
export function generatedOf(declared: ScenarioCluster, manifest: Manifest): Result<Generated | null> {
  const { scale } = declared;
  if (!scale) return ok(null);
  const network = networkOf(declared, manifest);
  if (!network.ok) return network;
  const cidr = network.value.kind === 'flannel' ? network.value.network : network.value.pools[0]!.cidr;
  const small = tooSmall(scale, cidr);
  return small ? { ok: false, problem: small } : ok(new Generated(scale, cidr));
}

function wrongSettings({ nodes, serviceCIDR }: ScenarioCluster) {
  if (nodes?.gateway !== undefined && parseIpv4(nodes.gateway) === undefined)
    return problem('cluster.nodes.gateway', `"${nodes.gateway.slice(0, 40)}" is no IPv4 address`);
  if (serviceCIDR !== undefined && !isNetwork(serviceCIDR))
    return problem(
      'cluster.serviceCIDR',
      `"${serviceCIDR.slice(0, 40)}" is no network`,
      'one as 10.96.0.0/12',
    );
  return undefined;
}

function wrongNodes({ nodes }: Population) {
  if (nodes.length === 0) return problem('cluster.objects', 'there is no Node among them', 'at least one');
  const homeless = nodes.find(({ podCIDR, addresses }) => podCIDR === null || addresses.length === 0);
  if (!homeless) return undefined;
  return problem(
    `cluster.objects: Node ${homeless.name}`,
    homeless.podCIDR === null
      ? 'has no spec.podCIDR, and none is left for it'
      : 'has no InternalIP in status.addresses',
  );
}

const masqueradesRandomFully = ({ nodes }: ScenarioCluster) =>
  isAtLeast(nodes?.iptables ?? IPTABLES, '1.6.2');

/** Said beside the objects, or in kube-proxy's ConfigMap. */
function proxyOf(
  { kubernetes, proxy = {} }: ScenarioCluster,
  { kubeProxy }: Manifest,
  network: PodNetwork,
): Result<ProxyConfig> {
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
    mode: mode ?? kubeProxy?.mode ?? defaults.mode,
    // With flannel who makes the cluster has to give its nodes subnets of one network, and tells kube-proxy that network, too.
    clusterCIDR:
      clusterCIDR ?? kubeProxy?.clusterCIDR ?? (network.kind === 'flannel' ? network.network : null),
    nodePortAddresses: nodePortAddresses ?? defaults.nodePortAddresses,
    iptables: { ...iptables, masqueradeAll: masqueradeAll ?? iptables.masqueradeAll },
    ipvs: { ...ipvs, scheduler: scheduler ?? kubeProxy?.scheduler ?? ipvs.scheduler },
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
  if (conf !== undefined) return confOf(conf);
  return netConf
    ? ok(netConf)
    : problem('net-conf.json', 'is missing', 'here or in the ConfigMap kube-flannel-cfg');
}

const confOf = (conf: NonNullable<Flannel['conf']>) =>
  readNetConf(typeof conf === 'string' ? conf : JSON.stringify(conf, null, 1));

function nodesOf({ nodes, writtenOn }: Population): ClusterNode[] {
  return nodes.map(({ kubeletVersion: _, flannel, calico, ...node }) => {
    const tunnelAddress = calico?.ipipTunnelAddress ?? null;
    const pods = writtenOn(node.name).flatMap(({ placed }) => placed?.podIP ?? []);
    const own = tunnelAddress === null ? pods : [tunnelAddress, ...pods];
    return {
      ...node,
      vtepMac: flannel?.vtepMac ?? null,
      tunnelAddress,
      blocks: blocksOf(node.podCIDR!, own),
    };
  });
}

/** Calico need not keep to podCIDR: then a node's blocks are those that its addresses are in. */
function blocksOf(podCIDR: string, addresses: readonly string[]): ClusterNode['blocks'] {
  const subnet = prefixOf(podCIDR);
  if (addresses.every((address) => contains(subnet, address))) return [podCIDR];
  const [first = podCIDR, ...others] = new Set(addresses.map(blockAround));
  return [first, ...others];
}

const blockAround = (address: string) => formatPrefix(prefixOf(`${address}/${BLOCK_SIZE}`));
