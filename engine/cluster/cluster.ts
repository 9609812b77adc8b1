// A cluster as it is declared, and what a node of it is: the parts that its programs leave there, laid together.
import { ok, type Result } from '../problem.ts';
import { type CalicoConf, type CalicoNode, calicoParts } from './cni/calico.ts';
import { type FlannelConf, flannelPart } from './cni/flannel.ts';
import type { Lease } from './cni/flannel_lease.ts';
import { type FlannelDelegate, flannelPods } from './cni/flannel_plugin.ts';
import type { Sandbox } from './cni/sandbox.ts';
import { chosenMac } from './host/chosen.ts';
import { type Machine, machineOf } from './host/machine.ts';
import { type Link, type Part, part } from './host/part.ts';
import { contains, nthAddress, prefixOf } from './host/prefix.ts';
import type { Uplink } from './host/uplink.ts';
import { kubeletRules } from './kubelet.ts';
import type { Node, ServiceObjects } from './objects.ts';
import type { ProxyConfig } from './proxy/config.ts';
import { kubeProxy } from './proxy/modes.ts';

/** What no object says of the nodes: how they are joined. */
export interface NodeNetwork {
  /** The NIC of every node. */
  readonly nic: string;
  readonly prefixLength: number;
  readonly mtu: number;
  /** Of the default route; null: the first address of each network that no node has. */
  readonly gateway: string | null;
}

export interface ClusterNode extends Node {
  /** flannel.alpha.coreos.com/backend-data. */
  readonly vtepMac: string | null;
  /** projectcalico.org/IPv4IPIPTunnelAddr. */
  readonly tunnelAddress: string | null;
}

export interface ClusterPod extends Pick<Sandbox, 'mac' | 'veth' | 'vethMac'> {
  /** Its namespace on the node. */
  readonly netns: string;
  readonly namespace: string;
  readonly name: string;
  readonly nodeName: string;
  readonly podIP: string | null;
  readonly hostPorts: NonNullable<Sandbox['portMappings']>;
}

export type PodNetwork =
  | ({ readonly kind: 'flannel'; readonly delegate: FlannelDelegate } & FlannelConf)
  | ({ readonly kind: 'calico' } & CalicoConf);

export interface Cluster extends ServiceObjects {
  readonly network: PodNetwork;
  readonly proxy: ProxyConfig;
  readonly joined: NodeNetwork;
  readonly nodes: readonly ClusterNode[];
  /** Those that have a network of their own, in the order in which they came. */
  readonly pods: readonly ClusterPod[];
}

/**
 * One node, from what is on it and what the others tell about themselves. kubelet is there first, then kube-proxy, then pods;
 * `before`: what was there before Kubernetes.
 */
export function nodeOf(cluster: Cluster, node: ClusterNode, before: readonly Part[] = []): Result<Machine> {
  const network = networkParts(cluster, node);
  if (!network.ok) return network;
  const own = ownPart(cluster, node);
  const addresses = addressesOf(node, [own, ...before, ...network.value]);
  const proxy = proxyPart(cluster, { ...node, addresses });
  return ok(machineOf([own, ...before, kubeletPart(cluster), proxy, ...network.value]));
}

/** pkg/proxy/ipvs/netlink_linux.go GetAllLocalAddresses: kube-proxy looks for them on the devices, again with each sync. */
function addressesOf({ addresses }: Node, parts: readonly Part[]): string[] {
  const onDevices = parts.flatMap(({ links }) => links.flatMap((link) => link.addresses ?? []));
  return [...new Set([...addresses, ...onDevices.map((address) => address.split('/')[0]!)])];
}

const uplinkOf = ({ joined }: Cluster, { addresses }: Node): Uplink => ({
  dev: joined.nic,
  address: `${addresses[0]}/${joined.prefixLength}`,
  mtu: joined.mtu,
});

function ownPart(cluster: Cluster, node: ClusterNode): Part {
  const { nic, mtu } = cluster.joined;
  const { address } = uplinkOf(cluster, node);
  const mac = chosenMac(`${nic} ${node.name}`);
  const link: Link = { kind: 'nic', name: nic, mac, mtu, addresses: [address] };
  return part({
    sysctl: { 'net.ipv4.ip_forward': '1', 'net.bridge.bridge-nf-call-iptables': '1' },
    links: [link],
    routes: [`default via ${gatewayOf(cluster, address)} dev ${nic}`],
  });
}

/** Somebody leads out of the nodes' network: Calico's proxy_arp, for one, answers only where there is a route. */
function gatewayOf({ joined, nodes }: Cluster, own: string): string {
  const prefix = prefixOf(own);
  if (joined.gateway !== null && contains(prefix, joined.gateway)) return joined.gateway;
  const taken = new Set(nodes.flatMap(({ addresses }) => addresses));
  let nth = 1;
  while (taken.has(nthAddress(prefix, nth))) nth++;
  return nthAddress(prefix, nth);
}

const kubeletPart = ({ proxy }: Cluster): Part => part({ iptables: kubeletRules(proxy.version) });

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

function proxyPart(cluster: Cluster, node: ClusterNode): Part {
  const { sysctls, ipsets, rules, kubeIpvs0, virtualServers } = kubeProxy(cluster, node, cluster.proxy);
  const addresses = kubeIpvs0.map((address) => `${address}/32`);
  return part({
    sysctl: Object.fromEntries(Object.entries(sysctls).map(([name, value]) => [name, `${value}`])),
    links: cluster.proxy.mode === 'ipvs' ? [{ kind: 'dummy', name: 'kube-ipvs0', up: false, addresses }] : [],
    ipset: linesOf(ipsets),
    iptables: rules,
    ipvs: linesOf(virtualServers),
  });
}

function networkParts(cluster: Cluster, node: ClusterNode): Result<Part[]> {
  const { network, nodes } = cluster;
  const uplink = uplinkOf(cluster, node);
  const pods = cluster.pods.filter(({ nodeName }) => nodeName === node.name).map(sandboxOf);
  if (network.kind === 'calico')
    return calicoParts(network, calicoNode(node), nodes.map(calicoNode), uplink, pods);
  const own = leaseOf(node);
  const daemon = flannelPart(network, own, nodes.map(leaseOf), uplink);
  if (!daemon.ok) return daemon;
  const plugins = flannelPods(network, own, uplink, pods, network.delegate);
  return plugins.ok ? ok([daemon.value, ...plugins.value]) : plugins;
}

const sandboxOf = ({ podIP, hostPorts, ...pod }: ClusterPod) => ({
  ...pod,
  portMappings: hostPorts,
  ...(podIP !== null && { address: podIP }),
});

const leaseOf = ({ name, podCIDR, addresses, vtepMac }: ClusterNode): Lease => ({
  node: name,
  subnet: podCIDR!,
  publicIp: addresses[0]!,
  ...(vtepMac !== null && { vtepMac }),
});

const calicoNode = ({ name, podCIDR, addresses, tunnelAddress }: ClusterNode): CalicoNode => ({
  node: name,
  address: addresses[0]!,
  blocks: [podCIDR!],
  ...(tunnelAddress !== null && { tunnelAddress }),
});
