// pkg/proxy/iptables/proxier.go syncProxyRules: services and endpoints → the rules of one node.
import type { RuleSet } from '../../host/rule_set.ts';
import type { Node, ServiceObjects } from '../../objects.ts';
import { comment, TableText } from '../../restore_text.ts';
import {
  localTraffic,
  masqueradeMark,
  matchesAllAddresses,
  nodePortIPs,
  type ProxyConfig,
} from '../config.ts';
import { KUBE_MARK_MASQ, KUBE_POSTROUTING, masqueradeRules } from '../masquerade.ts';
import { type ServicePortInfo, servicePorts } from '../service_ports.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import { jumps, type Tables } from './jumps.ts';
import { captureService } from './service_chains.ts';
import { captureService1_23 } from './service_chains_1_23.ts';
import { ServiceRules } from './service_rules.ts';
import { type Sync, servicePort } from './sync.ts';

/** largeClusterEndpointsThreshold. */
const LARGE_CLUSTER_ENDPOINTS = 1000;

/** What kube-proxy puts on a node in iptables mode. */
export function iptablesProxyRules(objects: ServiceObjects, node: Node, config: ProxyConfig): RuleSet[] {
  return syncProxyRules(servicePorts(objects, node, config.version), node, config);
}

/** The same of service ports in the order in which they are to stand in the shared chains. */
export function syncProxyRules(
  infos: readonly ServicePortInfo[],
  node: Node,
  config: ProxyConfig,
): RuleSet[] {
  const dialect = dialectOf(config.version);
  const filter = new TableText('filter');
  const nat = new TableText('nat');
  const sync: Sync = {
    filter,
    nat,
    dialect,
    local: localTraffic(config, node),
    masqueradeAll: config.iptables.masqueradeAll,
    nodeIP: node.addresses[0],
    largeClusterMode:
      infos.reduce((sum, { endpoints }) => sum + endpoints.length, 0) > LARGE_CLUSTER_ENDPOINTS,
  };
  const ports = infos.map(servicePort);
  const capture = dialect.externalChains ? captureService : captureService1_23;
  jumps(sync, dialect);
  sharedChains(sync, dialect);
  masqueradeRules(sync.nat, { ...config, mark: masqueradeMark(config) });
  localnetFirewall(sync, config);
  for (const port of ports) capture(sync, port);
  nodePortRules(sync, node, config);
  forwardRules(sync, config);
  return [filter, new ServiceRules(nat, sync, ports)];
}

function sharedChains({ filter, nat }: Tables, dialect: Dialect): void {
  for (const chain of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-FORWARD']) filter.declare(chain);
  if (dialect.healthCheckRules) filter.declare('KUBE-NODEPORTS');
  if (dialect.dropsInFilter) filter.declare('KUBE-PROXY-FIREWALL');
  if (dialect.localnetFirewall) filter.declare('KUBE-FIREWALL');
  for (const chain of ['KUBE-SERVICES', 'KUBE-NODEPORTS', KUBE_POSTROUTING, KUBE_MARK_MASQ])
    nat.declare(chain);
}

/** Localhost node ports need route_localnet; with it, 127.0.0.1 could be spoken to from outside. */
function localnetFirewall({ filter, dialect }: Sync, { iptables }: ProxyConfig): void {
  if (!dialect.localnetFirewall || !iptables.localhostNodePorts) return;
  const foreigners = '-d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT';
  filter.append('KUBE-FIREWALL', `${comment('block incoming localnet connections')} ${foreigners} -j DROP`);
}

/** Last in KUBE-SERVICES: what is for the node itself may be for a node port. */
function nodePortRules({ nat }: Sync, node: Node, config: ProxyConfig): void {
  const note = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');
  const { localhostNodePorts } = config.iptables;
  if (matchesAllAddresses(config)) {
    const local = localhostNodePorts
      ? '-m addrtype --dst-type LOCAL'
      : '-m addrtype --dst-type LOCAL ! -d 127.0.0.0/8';
    nat.append('KUBE-SERVICES', `${note} ${local} -j KUBE-NODEPORTS`);
    return;
  }
  const own = localhostNodePorts ? ['127.0.0.1', ...node.addresses] : node.addresses;
  for (const ip of nodePortIPs(config, own))
    nat.append('KUBE-SERVICES', `${note} -d ${ip} -j KUBE-NODEPORTS`);
}

/** Service packets and their answers may pass, whatever the policy of FORWARD. */
function forwardRules({ filter, dialect }: Sync, config: ProxyConfig): void {
  const mark = masqueradeMark(config);
  const append = (rule: string) => filter.append('KUBE-FORWARD', rule);
  if (!dialect.invalidIsConditional || !config.conntrack.tcpBeLiberal)
    append('-m conntrack --ctstate INVALID -j DROP');
  append(`${comment('kubernetes forwarding rules')} -m mark --mark ${mark}/${mark} -j ACCEPT`);
  for (const rule of forwardReplies(dialect, config)) append(rule);
}

function forwardReplies({ forwardReplies: form }: Dialect, { clusterCIDR }: ProxyConfig): string[] {
  const replies = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
  const source = comment('kubernetes forwarding conntrack pod source rule');
  const destination = comment('kubernetes forwarding conntrack pod destination rule');
  if (form === 'once') return [`${comment('kubernetes forwarding conntrack rule')} ${replies}`];
  if (form === 'twice') return [`${source} ${replies}`, `${destination} ${replies}`];
  if (clusterCIDR === null) return [];
  return [`-s ${clusterCIDR} ${source} ${replies}`, `${destination} -d ${clusterCIDR} ${replies}`];
}
