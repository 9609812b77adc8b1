// KubeProxyConfiguration: how the cluster runs kube-proxy, under its own field names.
import { inPrefix } from '../../wire/address.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { KubernetesVersion } from '../kubernetes_version.ts';
import type { Node } from '../objects.ts';
import type { ProxyMode } from './modes.ts';

export type DetectLocalMode = 'ClusterCIDR' | 'NodeCIDR' | 'BridgeInterface' | 'InterfaceNamePrefix';

export interface ProxyConfig {
  readonly version: KubernetesVersion;
  readonly mode: ProxyMode;
  /** null: kube-proxy was not told. */
  readonly clusterCIDR: string | null;
  readonly detectLocalMode: DetectLocalMode;
  readonly detectLocal: { readonly bridgeInterface: string; readonly interfaceNamePrefix: string };
  /** Networks whose addresses answer for node ports; empty: every address of the node. */
  readonly nodePortAddresses: readonly string[];
  readonly iptables: {
    readonly masqueradeAll: boolean;
    readonly masqueradeBit: number;
    readonly localhostNodePorts: boolean;
  };
  readonly ipvs: { readonly scheduler: string; readonly strictARP: boolean };
  readonly conntrack: { readonly tcpBeLiberal: boolean };
  /** Not a setting, but what kube-proxy finds: an iptables that knows MASQUERADE --random-fully. */
  readonly randomFully: boolean;
}

/** As a cluster has it that sets nothing. */
export const DEFAULT_PROXY_CONFIG: Omit<ProxyConfig, 'version'> = {
  mode: 'iptables',
  clusterCIDR: null,
  detectLocalMode: 'ClusterCIDR',
  detectLocal: { bridgeInterface: '', interfaceNamePrefix: '' },
  nodePortAddresses: [],
  iptables: { masqueradeAll: false, masqueradeBit: 14, localhostNodePorts: true },
  ipvs: { scheduler: 'rr', strictARP: false },
  conntrack: { tcpBeLiberal: false },
  randomFully: true,
};

/** The bit that says "to be masqueraded", as kube-proxy writes it. */
export function masqueradeMark({ iptables }: ProxyConfig): string {
  return `0x${(2 ** iptables.masqueradeBit).toString(16).padStart(8, '0')}`;
}

/** proxyutil.LocalTrafficDetector: the match for packets of this cluster's pods; null: they cannot be told apart. */
export function localTraffic(
  { detectLocalMode, detectLocal, clusterCIDR }: ProxyConfig,
  { podCIDR }: Node,
): string | null {
  switch (detectLocalMode) {
    case 'ClusterCIDR':
      return clusterCIDR === null ? null : `-s ${clusterCIDR}`;
    case 'NodeCIDR':
      return podCIDR === null ? null : `-s ${podCIDR}`;
    case 'BridgeInterface':
      return `-i ${detectLocal.bridgeInterface}`;
    case 'InterfaceNamePrefix':
      return `-i ${detectLocal.interfaceNamePrefix}+`;
  }
}

export function cidrHolds(cidr: string, address: string): boolean {
  const network = parseCidr(cidr);
  const inside = parseIpv4(address);
  return network !== undefined && inside !== undefined && inPrefix(inside, network.address, network.length);
}

/** NodePortAddresses.MatchAll: a network of all addresses makes the other ones idle. */
export function matchesAllAddresses({ nodePortAddresses }: ProxyConfig): boolean {
  return nodePortAddresses.length === 0 || nodePortAddresses.some((cidr) => cidr.endsWith('/0'));
}

/** NodePortAddresses.GetNodeIPs. */
export function nodePortIPs({ nodePortAddresses }: ProxyConfig, own: readonly string[]): string[] {
  return own.filter((address) => nodePortAddresses.some((cidr) => cidrHolds(cidr, address)));
}

/** Does 127.0.0.1 answer for node ports? It takes route_localnet to let such packets leave the node's own loopback. */
export function localhostNodePorts(config: ProxyConfig): boolean {
  const { iptables, nodePortAddresses } = config;
  const isListed =
    matchesAllAddresses(config) || nodePortAddresses.some((cidr) => cidrHolds(cidr, '127.0.0.1'));
  return iptables.localhostNodePorts && isListed;
}
