// pkg/proxy/ipvs/proxier.go syncProxyRules: services and endpoints → virtual servers, sets, addresses and rules of one node.
import type { RuleSet } from '../../host/rule_set.ts';
import { isSince } from '../../kubernetes_version.ts';
import type { Node, ServiceObjects } from '../../objects.ts';
import { cidrHolds, matchesAllAddresses, nodePortIPs, type ProxyConfig } from '../config.ts';
import { categorizeEndpoints } from '../endpoints.ts';
import { type PortEndpoint, type ServicePortInfo, servicePorts } from '../service_ports.ts';
import { Ipsets, type SetName } from './ipsets.ts';
import { ipvsRules, type RulesInput, type VirtualAddress } from './rules.ts';
import { VirtualServers } from './virtual_servers.ts';

/** What kube-proxy puts on a node in ipvs mode. */
export interface IpvsProxy {
  /** For `ipset restore`; the rules name these sets, so they come first. */
  readonly ipsets: string;
  readonly rules: readonly RuleSet[];
  /** For `ipvsadm -R`. */
  readonly virtualServers: string;
  /** Each a /32 on the dummy device kube-ipvs0, by which they are local. */
  readonly kubeIpvs0: readonly string[];
}

export function ipvsProxy(objects: ServiceObjects, node: Node, config: ProxyConfig): IpvsProxy {
  const sync: Sync = {
    sets: new Ipsets(),
    servers: new VirtualServers(config.ipvs.scheduler),
    bound: new Set(),
    nodeIPs: matchesAllAddresses(config) ? node.addresses : nodePortIPs(config, node.addresses),
    withoutNode: [],
    node,
    config,
  };
  for (const info of servicePorts(objects, node, config.version)) syncServicePort(sync, info);
  return {
    ipsets: sync.sets.toText(),
    rules: ipvsRules(sync),
    virtualServers: sync.servers.toText(),
    kubeIpvs0: [...sync.bound],
  };
}

interface Sync extends RulesInput {
  readonly withoutNode: VirtualAddress[];
  readonly servers: VirtualServers;
  readonly bound: Set<string>;
  /** Those that answer for node ports. */
  readonly nodeIPs: readonly string[];
}

function syncServicePort(sync: Sync, info: ServicePortInfo): void {
  const { cluster, local } = categorizeEndpoints(info);
  // Without an endpoint here the others serve after all, since 1.21: better for the node's own pods than nobody.
  const nearest = local.length > 0 || !isSince(sync.config.version, 21) ? local : cluster;
  const internal = info.internalPolicyLocal ? nearest : cluster;
  const external = info.externalPolicyLocal ? nearest : cluster;
  hairpins(sync, info);
  sync.sets.add('KUBE-CLUSTER-IP', entry(info, info.clusterIP));
  serve(sync, info, info.clusterIP, internal);
  const keepsLocal = info.externalPolicyLocal && isSince(sync.config.version, 19);
  externalIPs(
    sync,
    info,
    keepsLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP',
    keepsLocal ? nearest : cluster,
  );
  loadBalancerIPs(sync, info, external);
  nodePort(sync, info, external);
  if (info.healthCheckNodePort !== 0)
    sync.sets.add('KUBE-HEALTH-CHECK-NODE-PORT', `${info.healthCheckNodePort}`);
}

/** An element of a set of addresses and ports. */
const entry = ({ protocol, port }: ServicePortInfo, address: string) => `${address},${protocol}:${port}`;

/** A virtual server at an address that the node takes for its own, if it is not that anyway. */
function serve(
  { sets, servers, bound, node }: Sync,
  info: ServicePortInfo,
  address: string,
  to: readonly PortEndpoint[],
) {
  servers.add(info, address, info.port, to);
  sets.add('KUBE-IPVS-IPS', address);
  if (address !== '127.0.0.1' && !node.addresses.includes(address)) bound.add(address);
}

/** Who is sent to itself must not see its own address as the source. */
function hairpins({ sets }: Sync, { endpoints, protocol }: ServicePortInfo): void {
  for (const { ip, port, isLocal } of endpoints)
    if (isLocal) sets.add('KUBE-LOOP-BACK', `${ip},${protocol}:${port},${ip}`);
}

function externalIPs(sync: Sync, info: ServicePortInfo, set: SetName, to: readonly PortEndpoint[]): void {
  for (const address of info.externalIPs) {
    sync.sets.add(set, entry(info, address));
    serve(sync, info, address, to);
  }
}

function loadBalancerIPs(sync: Sync, info: ServicePortInfo, to: readonly PortEndpoint[]): void {
  for (const address of info.loadBalancerVIPs) {
    const there = entry(info, address);
    sync.sets.add('KUBE-LOAD-BALANCER', there);
    if (info.externalPolicyLocal) sync.sets.add('KUBE-LOAD-BALANCER-LOCAL', there);
    if (info.loadBalancerSourceRanges.length > 0) sourceRanges(sync, info, address);
    serve(sync, info, address, to);
  }
}

/** Who may come to a balancer, and whether the node itself may. */
function sourceRanges({ sets, node, withoutNode }: Sync, info: ServicePortInfo, address: string): void {
  const there = entry(info, address);
  const ranges = info.loadBalancerSourceRanges;
  const nodeIP = node.addresses[0];
  sets.add('KUBE-LOAD-BALANCER-FW', there);
  for (const range of ranges) sets.add('KUBE-LOAD-BALANCER-SOURCE-CIDR', `${there},${range}`);
  if (nodeIP !== undefined && ranges.some((range) => cidrHolds(range, nodeIP))) {
    sets.add('KUBE-LOAD-BALANCER-SOURCE-IP', `${there},${address}`);
  } else {
    withoutNode.push({ address, protocol: info.protocol, port: info.port });
  }
}

const NODE_PORT_SETS: Readonly<
  Record<ServicePortInfo['protocol'], { readonly all: SetName; readonly local: SetName }>
> = {
  tcp: { all: 'KUBE-NODE-PORT-TCP', local: 'KUBE-NODE-PORT-LOCAL-TCP' },
  udp: { all: 'KUBE-NODE-PORT-UDP', local: 'KUBE-NODE-PORT-LOCAL-UDP' },
  sctp: { all: 'KUBE-NODE-PORT-SCTP-HASH', local: 'KUBE-NODE-PORT-LOCAL-SCTP-HASH' },
};

function nodePort(
  { sets, servers, nodeIPs }: Sync,
  info: ServicePortInfo,
  to: readonly PortEndpoint[],
): void {
  const { nodePort: port, protocol, externalPolicyLocal } = info;
  if (port === 0) return;
  for (const address of nodeIPs) {
    // A bitmap of ports knows nothing of SCTP.
    const there = protocol === 'sctp' ? `${address},sctp:${port}` : `${port}`;
    sets.add(NODE_PORT_SETS[protocol].all, there);
    if (externalPolicyLocal) sets.add(NODE_PORT_SETS[protocol].local, there);
    servers.add(info, address, port, to);
  }
}
