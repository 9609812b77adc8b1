// proxier.go syncProxyRules up to 1.23: KUBE-XLB for what keeps to the node, KUBE-FW for every balancer, KUBE-MARK-DROP.

import { comment, limited } from '../../restore_text.ts';
import { cidrHolds } from '../config.ts';
import { KUBE_MARK_MASQ } from '../masquerade.ts';
import type { PortEndpoint } from '../service_ports.ts';
import {
  affinityRules,
  type BalancingComment,
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

interface Chains extends ServicePort {
  readonly svc: string;
  readonly xlb: string;
  readonly fw: string;
  /** KUBE-XLB with policy Local, else KUBE-SVC. */
  readonly external: string;
  readonly served: readonly PortEndpoint[];
  readonly isServed: boolean;
}

function chains({ info, endpoints, hash, protocol }: ServicePort): Chains {
  const svc = `KUBE-SVC-${hash}`;
  const xlb = `KUBE-XLB-${hash}`;
  // FilterEndpoints: with one policy Local, the others are not there at all; with both, the outer one decides.
  const served =
    info.internalPolicyLocal && !info.externalPolicyLocal ? endpoints.local : endpoints.reachable;
  const external = info.externalPolicyLocal ? xlb : svc;
  const fw = `KUBE-FW-${hash}`;
  const isServed = served.length > 0;
  return { info, endpoints, hash, protocol, svc, xlb, fw, external, served, isServed };
}

/** What the chains of all services say of this one. */
export function captureService1_23(sync: Sync, servicePort: ServicePort): void {
  writeService({ ...sync, nat: limited(sync.nat, isShared) }, servicePort);
}

/** The chains of its own. */
export function serviceChains1_23(sync: Sync, servicePort: ServicePort): void {
  const nat = limited(sync.nat, (chain) => !isShared(chain));
  writeService({ ...sync, nat, filter: limited(sync.filter, () => false) }, servicePort);
}

const isShared = (chain: string) => chain === 'KUBE-SERVICES' || chain === 'KUBE-NODEPORTS';

/** Both, in the order of the source. */
function writeService(sync: Sync, servicePort: ServicePort): void {
  const port = chains(servicePort);
  const { info, svc, xlb, isServed } = port;
  if (isServed) sync.nat.declare(svc);
  if (info.externalPolicyLocal) sync.nat.declare(xlb);
  captureClusterIP(sync, port);
  captureExternalIPs(sync, port);
  captureLoadBalancerIPs(sync, port);
  captureNodePort(sync, port);
  if (sync.dialect.healthCheckRules) acceptHealthChecks(sync, port);
  if (isServed) toEndpoints(sync, port);
}

/** Where masquerading is asked for: of the service's packets alone, or in the chain that all packets come by. */
const markingChain = ({ dialect }: Sync, { svc }: Chains, shared: string) =>
  dialect.masqueradeInServiceChain ? svc : shared;

function refuse(sync: Sync, port: Chains, chain: string, ip: string): void {
  sync.filter.append(chain, `${toAddress(sync, port, 'has no endpoints', ip)} -j REJECT`);
}

function captureClusterIP(sync: Sync, port: Chains): void {
  const { clusterIP } = port.info;
  if (!port.isServed) {
    refuse(sync, port, 'KUBE-SERVICES', clusterIP);
    return;
  }
  const there = toAddress(sync, port, 'cluster IP', clusterIP);
  const marking = markingChain(sync, port, 'KUBE-SERVICES');
  if (sync.masqueradeAll) {
    sync.nat.append(marking, `${there} -j ${KUBE_MARK_MASQ}`);
  } else if (sync.local !== null) {
    sync.nat.append(marking, `${there} ! ${sync.local} -j ${KUBE_MARK_MASQ}`);
  }
  sync.nat.append('KUBE-SERVICES', `${there} -j ${port.svc}`);
}

function captureExternalIPs(sync: Sync, port: Chains): void {
  for (const ip of port.info.externalIPs) {
    if (!port.isServed) refuse(sync, port, 'KUBE-EXTERNAL-SERVICES', ip);
    else if (sync.dialect.externalIPsByPhysdev) externalIPByPhysdev(sync, port, ip);
    else externalIP(sync, port, ip);
  }
}

function externalIP(sync: Sync, port: Chains, ip: string): void {
  const there = toAddress(sync, port, 'external IP', ip);
  if (!port.info.externalPolicyLocal) {
    const foreign = sync.local === null ? '' : ` ! ${sync.local}`;
    sync.nat.append(markingChain(sync, port, 'KUBE-SERVICES'), `${there}${foreign} -j ${KUBE_MARK_MASQ}`);
  }
  sync.nat.append('KUBE-SERVICES', `${there} -j ${port.external}`);
}

/** Neither what comes over a bridge, from a container, nor what the node sends, unless the address is the node's own. */
function externalIPByPhysdev(sync: Sync, port: Chains, ip: string): void {
  const there = toAddress(sync, port, 'external IP', ip);
  const keepsLocal = port.info.externalPolicyLocal && sync.dialect.externalIPsKeepLocal;
  const target = keepsLocal ? port.xlb : port.svc;
  const foreign = '-m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL';
  if (!keepsLocal) sync.nat.append('KUBE-SERVICES', `${there} -j ${KUBE_MARK_MASQ}`);
  sync.nat.append('KUBE-SERVICES', `${there} ${foreign} -j ${target}`);
  sync.nat.append('KUBE-SERVICES', `${there} -m addrtype --dst-type LOCAL -j ${target}`);
}

function captureLoadBalancerIPs(sync: Sync, port: Chains): void {
  const { info, fw } = port;
  const refusing = sync.dialect.loadBalancerIsExternal ? 'KUBE-EXTERNAL-SERVICES' : 'KUBE-SERVICES';
  if (port.isServed && info.loadBalancerVIPs.length > 0) sync.nat.declare(fw);
  for (const ip of info.loadBalancerVIPs) {
    if (!port.isServed) {
      refuse(sync, port, refusing, ip);
      continue;
    }
    sync.nat.append('KUBE-SERVICES', `${toAddress(sync, port, 'loadbalancer IP', ip)} -j ${fw}`);
    firewallRules(sync, port, ip);
  }
}

/** One chain for all addresses of the balancer: with several, each adds its rules behind the drop of the one before. */
function firewallRules({ nat, dialect, nodeIP }: Sync, { info, fw, external }: Chains, ip: string): void {
  const { externalPolicyLocal, loadBalancerSourceRanges: ranges, name } = info;
  const balancer = comment(`${name} loadbalancer IP`);
  if (!externalPolicyLocal) nat.append(fw, `${balancer} -j ${KUBE_MARK_MASQ}`);
  if (ranges.length === 0) nat.append(fw, `${balancer} -j ${external}`);
  for (const range of ranges) nat.append(fw, `${balancer} -s ${range} -j ${external}`);
  if (nodeIP !== undefined && ranges.some((range) => cidrHolds(range, nodeIP))) {
    nat.append(fw, `${balancer} -s ${ip}${dialect.hostLength} -j ${external}`);
  }
  nat.append(fw, `${balancer} -j KUBE-MARK-DROP`);
}

function captureNodePort(sync: Sync, port: Chains): void {
  const { info, isServed, external } = port;
  if (info.nodePort === 0) return;
  if (!isServed) {
    sync.filter.append('KUBE-EXTERNAL-SERVICES', `${toLocalNodePort(port, 'has no endpoints')} -j REJECT`);
    return;
  }
  const there = toNodePort(port);
  if (info.externalPolicyLocal) {
    // 127.0.0.1 must not leave the node as a source.
    sync.nat.append('KUBE-NODEPORTS', `${there} -s 127.0.0.0/8 -j ${KUBE_MARK_MASQ}`);
  } else {
    sync.nat.append(markingChain(sync, port, 'KUBE-NODEPORTS'), `${there} -j ${KUBE_MARK_MASQ}`);
  }
  sync.nat.append('KUBE-NODEPORTS', `${there} -j ${external}`);
}

function toEndpoints(sync: Sync, port: Chains): void {
  const { info, served, svc } = port;
  const to = [...destinations(port, served).values()];
  const commentOf = balancingComment(sync, info);
  affinityRules(sync, svc, info, to, commentOf);
  balancingRules(sync, svc, to, commentOf);
  endpointChains(sync, port, to);
  if (!info.externalPolicyLocal) return;
  const local = to.filter(({ endpoint }) => endpoint.isLocal);
  localBalancer(sync, port, local);
}

/** KUBE-XLB: pods and the node go to every endpoint, everybody else to those of this node. */
function localBalancer(sync: Sync, { info, xlb, svc }: Chains, to: readonly Destination[]): void {
  const { nat, local } = sync;
  const { name } = info;
  const fromNode = '-m addrtype --src-type LOCAL';
  if (local !== null) {
    const redirect = comment('Redirect pods trying to reach external loadbalancer VIP to clusterIP');
    nat.append(xlb, `${redirect} ${local} -j ${svc}`);
  }
  nat.append(
    xlb,
    `${comment(`masquerade LOCAL traffic for ${name} LB IP`)} ${fromNode} -j ${KUBE_MARK_MASQ}`,
  );
  nat.append(
    xlb,
    `${comment(`route LOCAL traffic for ${name} LB IP to service chain`)} ${fromNode} -j ${svc}`,
  );
  if (to.length === 0) {
    nat.append(xlb, `${comment(`${name} has no local endpoints`)} -j KUBE-MARK-DROP`);
    return;
  }
  const named: BalancingComment = () => `${comment(name)} `;
  const numbered: BalancingComment = (_, index) => `${comment(`Balancing rule ${index} for ${name}`)} `;
  affinityRules(sync, xlb, info, to, named);
  balancingRules(sync, xlb, to, sync.dialect.numberedBalancing ? numbered : named);
}
