// proxier.go syncProxyRules since 1.24: KUBE-SVC for policy Cluster, KUBE-SVL for Local, KUBE-EXT for what comes from outside.

import { comment } from '../../restore_text.ts';
import { cidrHolds } from '../config.ts';
import { KUBE_MARK_MASQ } from '../masquerade.ts';
import { isExternallyAccessible, type PortEndpoint, usesLocalEndpoints } from '../service_ports.ts';
import {
  affinityRules,
  balancingComment,
  balancingRules,
  type Destination,
  destinations,
  endpointChains,
} from './balancing.ts';
import {
  acceptHealthChecks,
  type ServicePort,
  type Sync,
  toAddress,
  toLocalNodePort,
  toNodePort,
} from './sync.ts';

/** Where packets of a service port go, by how they came. */
interface Routing extends ServicePort {
  readonly svc: string;
  readonly svl: string;
  readonly ext: string;
  readonly fw: string;
  /** Has policy Local somebody to send to? Up to 1.24 such chains marked to be dropped what came into them. */
  readonly localIsServed: boolean;
  readonly internalIsServed: boolean;
  readonly externalIsServed: boolean;
  readonly hasFirewall: boolean;
}

function routing({ dialect }: Sync, { info, endpoints, hash, protocol }: ServicePort): Routing {
  const localIsServed = endpoints.any && (endpoints.local.length > 0 || !dialect.dropsInFilter);
  const hasBalancer = info.loadBalancerVIPs.length > 0;
  return {
    info,
    endpoints,
    hash,
    protocol,
    svc: `KUBE-SVC-${hash}`,
    svl: `KUBE-SVL-${hash}`,
    ext: `KUBE-EXT-${hash}`,
    fw: `KUBE-FW-${hash}`,
    localIsServed,
    internalIsServed: info.internalPolicyLocal ? localIsServed : endpoints.any,
    externalIsServed: info.externalPolicyLocal ? localIsServed : endpoints.any,
    hasFirewall: endpoints.any && hasBalancer && info.loadBalancerSourceRanges.length > 0,
  };
}

/** What the chains of all services say of this one. */
export function captureService(sync: Sync, servicePort: ServicePort): void {
  const port = routing(sync, servicePort);
  captureClusterIP(sync, port);
  captureExternalIPs(sync, port);
  captureLoadBalancerIPs(sync, port);
  captureNodePort(sync, port);
  acceptHealthChecks(sync, port);
}

/** The chains of its own. */
export function serviceChains(sync: Sync, servicePort: ServicePort): void {
  const port = routing(sync, servicePort);
  masqueradeInternal(sync, port);
  externalChain(sync, port);
  firewallChain(sync, port);
  policyChains(sync, port);
}

const internalChain = ({ info, svc, svl }: Routing) => (info.internalPolicyLocal ? svl : svc);

/** Why nobody is there, and what becomes of the packet: REJECT tells the client, DROP leaves it to try another node. */
const unserved = ({ endpoints }: Routing) =>
  endpoints.any
    ? { what: 'has no local endpoints', target: 'DROP' }
    : { what: 'has no endpoints', target: 'REJECT' };

function captureClusterIP(sync: Sync, port: Routing): void {
  const { clusterIP } = port.info;
  if (port.internalIsServed) {
    sync.nat.append(
      'KUBE-SERVICES',
      `${toAddress(sync, port, 'cluster IP', clusterIP)} -j ${internalChain(port)}`,
    );
  } else {
    const { what, target } = unserved(port);
    sync.filter.append('KUBE-SERVICES', `${toAddress(sync, port, what, clusterIP)} -j ${target}`);
  }
}

/** Packets that nat did not rewrite keep the service's address, and so are met in filter. */
function refuseExternal(sync: Sync, port: Routing, ip: string): void {
  if (port.externalIsServed) return;
  const { what, target } = unserved(port);
  sync.filter.append('KUBE-EXTERNAL-SERVICES', `${toAddress(sync, port, what, ip)} -j ${target}`);
}

function captureExternalIPs(sync: Sync, port: Routing): void {
  for (const ip of port.info.externalIPs) {
    const there = toAddress(sync, port, 'external IP', ip);
    if (port.endpoints.any) sync.nat.append('KUBE-SERVICES', `${there} -j ${port.ext}`);
    refuseExternal(sync, port, ip);
  }
}

function captureLoadBalancerIPs(sync: Sync, port: Routing): void {
  const { info, endpoints, ext, fw, hasFirewall } = port;
  for (const ip of info.loadBalancerVIPs) {
    const there = toAddress(sync, port, 'loadbalancer IP', ip);
    if (endpoints.any) sync.nat.append('KUBE-SERVICES', `${there} -j ${hasFirewall ? fw : ext}`);
    if (hasFirewall && sync.dialect.dropsInFilter) {
      const refused = toAddress(sync, port, `traffic not accepted by ${fw}`, ip);
      sync.filter.append('KUBE-PROXY-FIREWALL', `${refused} -j DROP`);
    }
  }
  for (const ip of info.loadBalancerVIPs) refuseExternal(sync, port, ip);
}

function captureNodePort(sync: Sync, port: Routing): void {
  if (port.info.nodePort === 0) return;
  if (port.endpoints.any) sync.nat.append('KUBE-NODEPORTS', `${toNodePort(port)} -j ${port.ext}`);
  if (port.externalIsServed) return;
  const { what, target } = unserved(port);
  sync.filter.append('KUBE-EXTERNAL-SERVICES', `${toLocalNodePort(port, what)} -j ${target}`);
}

/** Who is no pod may have an address that an endpoint would not answer by way of this node. */
function masqueradeInternal(sync: Sync, port: Routing): void {
  if (!port.internalIsServed) return;
  const there = toAddress(sync, port, 'cluster IP', port.info.clusterIP);
  if (sync.masqueradeAll) {
    sync.nat.append(internalChain(port), `${there} -j ${KUBE_MARK_MASQ}`);
  } else if (sync.local !== null) {
    sync.nat.append(internalChain(port), `${there} ! ${sync.local} -j ${KUBE_MARK_MASQ}`);
  }
}

function externalChain(sync: Sync, port: Routing): void {
  const { info, endpoints, ext, svc, svl } = port;
  if (!endpoints.any || !isExternallyAccessible(info)) return;
  sync.nat.declare(ext);
  if (info.externalPolicyLocal) {
    shortCircuits(sync, port);
  } else {
    const who = comment(`masquerade traffic for ${info.name} external destinations`);
    sync.nat.append(ext, `${who} -j ${KUBE_MARK_MASQ}`);
  }
  if (port.externalIsServed) sync.nat.append(ext, `-j ${info.externalPolicyLocal ? svl : svc}`);
}

/** Under policy Local pods and the node itself still go to every endpoint, as if they had asked for the cluster IP. */
function shortCircuits({ nat, local }: Sync, { info, ext, svc }: Routing): void {
  const traffic = `${info.name} external destinations`;
  const fromNode = '-m addrtype --src-type LOCAL';
  if (local !== null) nat.append(ext, `${comment(`pod traffic for ${traffic}`)} ${local} -j ${svc}`);
  nat.append(ext, `${comment(`masquerade LOCAL traffic for ${traffic}`)} ${fromNode} -j ${KUBE_MARK_MASQ}`);
  nat.append(ext, `${comment(`route LOCAL traffic for ${traffic}`)} ${fromNode} -j ${svc}`);
}

function firewallChain(sync: Sync, port: Routing): void {
  if (!port.hasFirewall) return;
  const { nat, dialect, nodeIP } = sync;
  const { info, ext, fw } = port;
  const balancer = comment(`${info.name} loadbalancer IP`);
  nat.declare(fw);
  for (const range of info.loadBalancerSourceRanges) nat.append(fw, `${balancer} -s ${range} -j ${ext}`);
  // Where the balancer's address is local, packets of the node to it also come from it.
  if (nodeIP !== undefined && info.loadBalancerSourceRanges.some((range) => cidrHolds(range, nodeIP))) {
    for (const ip of info.loadBalancerVIPs) nat.append(fw, `${balancer} -s ${ip} -j ${ext}`);
  }
  if (!dialect.dropsInFilter) nat.append(fw, `${balancer} -j KUBE-MARK-DROP`);
  if (dialect.localnetFirewall) {
    nat.append(fw, comment(`other traffic to ${info.name} will be dropped by KUBE-PROXY-FIREWALL`));
  }
}

function policyChains(sync: Sync, port: Routing): void {
  const { info, endpoints, svc, svl } = port;
  const reachable = destinations(port, endpoints.reachable);
  const among = (some: readonly PortEndpoint[]) => some.map((endpoint) => reachable.get(endpoint)!);
  if (endpoints.cluster.length > 0) policyChain(sync, port, svc, among(endpoints.cluster));
  if (port.localIsServed && usesLocalEndpoints(info)) policyChain(sync, port, svl, among(endpoints.local));
  endpointChains(sync, port, reachable.values());
}

function policyChain(sync: Sync, { info }: Routing, chain: string, to: readonly Destination[]): void {
  sync.nat.declare(chain);
  if (to.length === 0) {
    sync.nat.append(chain, `${comment(`${info.name} has no local endpoints`)} -j KUBE-MARK-DROP`);
    return;
  }
  const commentOf = balancingComment(sync, info);
  affinityRules(sync, chain, info, to, commentOf);
  balancingRules(sync, chain, to, commentOf);
}
