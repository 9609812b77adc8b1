// cmd/kube-proxy: which proxier runs, and what it leaves on its node.
import type { RuleSet } from '../host/rule_set.ts';
import type { Node, ServiceObjects } from '../objects.ts';
import {
  localhostNodePorts,
  localTraffic,
  matchesAllAddresses,
  nodePortIPs,
  type ProxyConfig,
} from './config.ts';
import { iptablesProxyRules } from './iptables/proxier.ts';
import { ipvsProxy } from './ipvs/proxier.ts';

/** In the order in which it has to come: rules name sets. */
export interface NodeProxy {
  readonly sysctls: Readonly<Record<string, number>>;
  /** For `ipset restore`. */
  readonly ipsets: string;
  readonly rules: readonly RuleSet[];
  /** Each a /32 on the dummy device kube-ipvs0, which is there in ipvs mode and never set up. */
  readonly kubeIpvs0: readonly string[];
  /** For `ipvsadm -R`. */
  readonly virtualServers: string;
}

type Proxier = (objects: ServiceObjects, node: Node, config: ProxyConfig) => NodeProxy;

export const PROXY_MODES = {
  iptables: (objects, node, config) => ({
    sysctls: localhostNodePorts(config) ? { 'net.ipv4.conf.all.route_localnet': 1 } : {},
    ipsets: '',
    rules: iptablesProxyRules(objects, node, config),
    kubeIpvs0: [],
    virtualServers: '',
  }),
  ipvs: (objects, node, config) => ({
    sysctls: { ...IPVS_SYSCTLS, ...(config.ipvs.strictARP ? STRICT_ARP : {}) },
    ...ipvsProxy(objects, node, config),
  }),
} satisfies Readonly<Record<string, Proxier>>;

export type ProxyMode = keyof typeof PROXY_MODES;

const IPVS_SYSCTLS = {
  'net.ipv4.vs.conntrack': 1,
  'net.ipv4.vs.expire_nodest_conn': 1,
  'net.ipv4.vs.expire_quiescent_template': 1,
  'net.ipv4.ip_forward': 1,
};

/** The node does not answer for addresses of kube-ipvs0 when neighbours ask for them. */
const STRICT_ARP = { 'net.ipv4.conf.all.arp_ignore': 1, 'net.ipv4.conf.all.arp_announce': 2 };

/** Services and endpoints → what kube-proxy leaves on this node. */
export function kubeProxy(objects: ServiceObjects, node: Node, config: ProxyConfig): NodeProxy {
  return PROXY_MODES[config.mode](objects, node, config);
}

/** Nodes of one kind get the same of kube-proxy: in ipvs mode each is of its own, as its addresses are bound to servers. */
export function proxyKind(objects: ServiceObjects, node: Node, config: ProxyConfig): string {
  if (config.mode === 'ipvs') return node.name;
  const local = localTraffic(config, node) ?? '';
  const ports = matchesAllAddresses(config) ? '' : nodePortIPs(config, node.addresses).join();
  return `${local} ${ports} ${looksAtNode(objects) ? node.name : ''}`;
}

/** Policies Local look at where endpoints are, and a balancer's source ranges at the node's address. */
function looksAtNode({ services }: ServiceObjects): boolean {
  return services.some(
    ({ internalTrafficPolicy, externalTrafficPolicy, loadBalancerSourceRanges }) =>
      internalTrafficPolicy === 'Local' ||
      externalTrafficPolicy === 'Local' ||
      loadBalancerSourceRanges.length > 0,
  );
}
