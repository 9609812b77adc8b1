// The nodes of a cluster, each when somebody looks at it: the parts that its programs leave there, laid together. What nodes have
// alike is written once.
import { ok, type Result } from '../problem.ts';
import type { Cluster, ClusterNode, ClusterPod } from './cluster.ts';
import { type CalicoNode, calicoParts } from './cni/calico.ts';
import { flannelMesh, flannelPart, type Mesh, NO_MESH } from './cni/flannel.ts';
import type { Lease } from './cni/flannel_lease.ts';
import { flannelPods } from './cni/flannel_plugin.ts';
import { chosenMac } from './host/chosen.ts';
import { type Machine, machineOf, sortRoutes } from './host/machine.ts';
import { type Link, type Part, part } from './host/part.ts';
import { contains, formatPrefix, nthAddress, prefixOf } from './host/prefix.ts';
import type { Uplink } from './host/uplink.ts';
import { kubeletRules } from './kubelet.ts';
import type { Node } from './objects.ts';
import { kubeProxy, type NodeProxy, proxyKind } from './proxy/modes.ts';

/** A node: what is its own, and the ways to all nodes, of which it has none to itself. */
export interface NodeMachine {
  readonly own: Machine;
  readonly mesh: Mesh;
  /** Its own position in the mesh; -1 if it is not there. */
  readonly position: number;
}

export class ClusterNodes {
  private readonly cluster: Cluster;
  private readonly taken: ReadonlySet<string>;
  private readonly leases: readonly Lease[];
  private readonly calico: readonly CalicoNode[];
  private readonly proxies = new Map<string, NodeProxy>();
  private readonly meshes = new Map<string, Mesh>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.taken = new Set(cluster.nodes.flatMap(({ addresses }) => addresses));
    const isFlannel = cluster.network.kind === 'flannel';
    this.leases = isFlannel ? cluster.nodes.map(leaseOf) : [];
    this.calico = isFlannel ? [] : cluster.nodes.map(calicoNode);
  }

  /**
   * One node, from what is on it and what the others tell about themselves. kubelet is there first, then kube-proxy, then pods;
   * `before`: what was there before Kubernetes.
   */
  machine(node: ClusterNode, before: readonly Part[] = []): Result<NodeMachine> {
    const network = this.networkParts(node);
    if (!network.ok) return network;
    const own = this.ownPart(node);
    const { parts, mesh, position } = network.value;
    const addresses = addressesOf(node, [own, ...before, ...parts]);
    const proxy = this.proxyPart({ ...node, addresses });
    const machine = machineOf([own, ...before, kubeletPart(this.cluster), proxy, ...parts]);
    return ok({ own: machine, mesh, position });
  }

  private uplink({ addresses }: Node): Uplink {
    const { nic, prefixLength, mtu } = this.cluster.joined;
    return { dev: nic, address: `${addresses[0]}/${prefixLength}`, mtu };
  }

  private ownPart(node: ClusterNode): Part {
    const { nic, mtu } = this.cluster.joined;
    const { address } = this.uplink(node);
    const link: Link = { kind: 'nic', name: nic, mac: nicMac(this.cluster, node), mtu, addresses: [address] };
    return part({
      sysctl: { 'net.ipv4.ip_forward': '1', 'net.bridge.bridge-nf-call-iptables': '1' },
      links: [link],
      routes: [`default via ${this.gateway(address)} dev ${nic}`],
    });
  }

  /** Somebody leads out of the nodes' network: Calico's proxy_arp, for one, answers only where there is a route. */
  private gateway(own: string): string {
    const prefix = prefixOf(own);
    const { gateway } = this.cluster.joined;
    if (gateway !== null && contains(prefix, gateway)) return gateway;
    let nth = 1;
    while (this.taken.has(nthAddress(prefix, nth))) nth++;
    return nthAddress(prefix, nth);
  }

  private proxyPart(node: ClusterNode): Part {
    const { cluster } = this;
    const kind = proxyKind(cluster, node, cluster.proxy);
    const proxy = this.proxies.get(kind) ?? kubeProxy(cluster, node, cluster.proxy);
    this.proxies.set(kind, proxy);
    const { sysctls, ipsets, rules, kubeIpvs0, virtualServers } = proxy;
    const addresses = kubeIpvs0.map((address) => `${address}/32`);
    return part({
      sysctl: Object.fromEntries(Object.entries(sysctls).map(([name, value]) => [name, `${value}`])),
      links:
        cluster.proxy.mode === 'ipvs' ? [{ kind: 'dummy', name: 'kube-ipvs0', up: false, addresses }] : [],
      ipset: linesOf(ipsets),
      iptables: rules,
      ipvs: linesOf(virtualServers),
    });
  }

  private networkParts(node: ClusterNode): Result<NetworkParts> {
    const { network } = this.cluster;
    const uplink = this.uplink(node);
    const pods = this.cluster.podsOf(node.name).map(sandboxOf);
    if (network.kind === 'calico') {
      const parts = calicoParts(network, calicoNode(node), this.calico, uplink, pods);
      return parts.ok ? ok({ parts: parts.value, mesh: NO_MESH, position: -1 }) : parts;
    }
    const own = leaseOf(node);
    const daemon = flannelPart(network, own, [own], uplink);
    if (!daemon.ok) return daemon;
    const plugins = flannelPods(network, own, uplink, pods, network.delegate);
    if (!plugins.ok) return plugins;
    const parts = [daemon.value, ...plugins.value];
    const subnet = prefixOf(own.subnet);
    const mesh = this.mesh(own, uplink);
    const position = mesh.subnets.findIndex(({ network: each }) => each === subnet.network);
    return ok({ parts, mesh, position });
  }

  /** Nodes of one network have the same ways to the others. */
  private mesh(own: Lease, uplink: Uplink): Mesh {
    const { network } = this.cluster;
    if (network.kind !== 'flannel') return NO_MESH;
    const near = formatPrefix(prefixOf(uplink.address));
    const mesh = this.meshes.get(near) ?? flannelMesh(network, own, this.leases, uplink);
    this.meshes.set(near, mesh);
    return mesh;
  }
}

interface NetworkParts {
  readonly parts: readonly Part[];
  readonly mesh: Mesh;
  readonly position: number;
}

/** The same with the ways to the others written out. */
export function wholeMachine({ own, mesh, position }: NodeMachine): Machine {
  const ways = mesh.subnets.flatMap((_, at) => (at === position ? [] : [mesh.lines(at)]));
  const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    ...own,
    routes: textOf(sortRoutes([...linesOf(own.routes), ...ways.flatMap(({ routes }) => routes)])),
    neigh: textOf([...linesOf(own.neigh), ...ways.flatMap(({ neigh }) => neigh)]),
    fdb: textOf([...linesOf(own.fdb), ...ways.flatMap(({ fdb }) => fdb)]),
  };
}

/** pkg/proxy/ipvs/netlink_linux.go GetAllLocalAddresses: kube-proxy looks for them on the devices, again with each sync. */
function addressesOf({ addresses }: Node, parts: readonly Part[]): string[] {
  const onDevices = parts.flatMap(({ links }) => links.flatMap((link) => link.addresses ?? []));
  return [...new Set([...addresses, ...onDevices.map((address) => address.split('/')[0]!)])];
}

export const nicMac = ({ joined }: Cluster, { name }: Node) => chosenMac(`${joined.nic} ${name}`);

const kubeletPart = ({ proxy }: Cluster): Part => part({ iptables: kubeletRules(proxy.version) });

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

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

const calicoNode = ({ name, blocks, addresses, tunnelAddress }: ClusterNode): CalicoNode => ({
  node: name,
  address: addresses[0]!,
  blocks,
  ...(tunnelAddress !== null && { tunnelAddress }),
});
