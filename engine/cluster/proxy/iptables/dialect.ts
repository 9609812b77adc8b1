// What each release of kube-proxy writes differently from the one before, in iptables mode: the history as one table.
import { isSince, type KubernetesVersion } from '../../kubernetes_version.ts';

export interface Dialect {
  /** computeProbability: digits behind the point. */
  readonly probabilityDigits: 5 | 10;
  /** Rules of KUBE-SVC and KUBE-SEP say whose they are. */
  readonly endpointComments: boolean;
  /** KUBE-FORWARD: replies by the cluster's CIDR, twice without it, or once. */
  readonly forwardReplies: 'by CIDR' | 'twice' | 'once';
  /** With policy Local, external IPs too stay on the node. */
  readonly externalIPsKeepLocal: boolean;
  /** KUBE-EXTERNAL-SERVICES also from FORWARD, and KUBE-SERVICES no longer from INPUT. */
  readonly externalServicesForwarded: boolean;
  /** Load balancer addresses without endpoints are refused in KUBE-EXTERNAL-SERVICES, not in KUBE-SERVICES. */
  readonly loadBalancerIsExternal: boolean;
  /** filter KUBE-NODEPORTS lets the balancer's health checks in. */
  readonly healthCheckRules: boolean;
  /** Packets for external IPs are told from those of containers by the bridge they came through. */
  readonly externalIPsByPhysdev: boolean;
  /** KUBE-MARK-MASQ is asked for in the service's own chain, not in the shared ones. */
  readonly masqueradeInServiceChain: boolean;
  /** One address is written with its prefix length. */
  readonly hostLength: '/32' | '';
  /** "Balancing rule N for ..." in KUBE-XLB. */
  readonly numberedBalancing: boolean;
  /** KUBE-EXT and KUBE-SVL took the place of KUBE-XLB. */
  readonly externalChains: boolean;
  /** What is not let in is dropped in filter, by kube-proxy itself: no KUBE-MARK-DROP. */
  readonly dropsInFilter: boolean;
  /** KUBE-FIREWALL keeps foreigners from 127.0.0.0/8 (before, kubelet alone wrote it), and KUBE-FW ends in an idle rule. */
  readonly localnetFirewall: boolean;
  /** conntrack.tcpBeLiberal does away with the drop of INVALID. */
  readonly invalidIsConditional: boolean;
}

export function dialectOf(version: KubernetesVersion): Dialect {
  const since = (minor: number) => isSince(version, minor);
  return {
    probabilityDigits: since(17) ? 10 : 5,
    endpointComments: since(18),
    forwardReplies: forwardReplies(version),
    externalIPsKeepLocal: since(19),
    externalServicesForwarded: since(20),
    loadBalancerIsExternal: since(20),
    healthCheckRules: since(21),
    externalIPsByPhysdev: !since(21),
    masqueradeInServiceChain: since(22),
    hostLength: since(23) ? '' : '/32',
    numberedBalancing: !since(23),
    externalChains: since(24),
    dropsInFilter: since(25),
    localnetFirewall: since(27),
    invalidIsConditional: since(29),
  };
}

function forwardReplies(version: KubernetesVersion): Dialect['forwardReplies'] {
  if (isSince(version, 23)) return 'once';
  return isSince(version, 18) ? 'twice' : 'by CIDR';
}
