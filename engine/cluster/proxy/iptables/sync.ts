// What all chains of one syncProxyRules are written with.

import { comment } from '../../restore_text.ts';
import { hash16 } from '../chain_name.ts';
import { type CategorizedEndpoints, categorizeEndpoints } from '../endpoints.ts';
import type { PortEndpoint, ServicePortInfo } from '../service_ports.ts';
import type { Dialect } from './dialect.ts';
import type { Tables } from './jumps.ts';

export interface Sync extends Tables {
  readonly dialect: Dialect;
  /** The match for packets of the cluster's own pods; null: nobody can tell. */
  readonly local: string | null;
  readonly masqueradeAll: boolean;
  /** The address the node is known by; undefined: it has none yet. */
  readonly nodeIP: string | undefined;
  /** Over 1,000 endpoints, rules about endpoints go without their comments (largeClusterEndpointsThreshold). */
  readonly largeClusterMode: boolean;
}

/** A service port, its endpoints sorted, its chains named. */
export interface ServicePort {
  readonly info: ServicePortInfo;
  readonly endpoints: CategorizedEndpoints;
  /** What all its chains share: KUBE-SVC-, KUBE-EXT- and so on stand in front. */
  readonly hash: string;
  /** `-m tcp -p tcp`. */
  readonly protocol: string;
}

export function servicePort(info: ServicePortInfo): ServicePort {
  return {
    info,
    endpoints: categorizeEndpoints(info),
    hash: hash16(info.name + info.protocol),
    protocol: `-m ${info.protocol} -p ${info.protocol}`,
  };
}

/** servicePortEndpointChainName. */
export function endpointChain({ info }: ServicePort, { address }: PortEndpoint): string {
  return `KUBE-SEP-${hash16(info.name + info.protocol + address)}`;
}

/** Packets for this service's port at one of its addresses. */
export function toAddress(
  { dialect }: Sync,
  { info, protocol }: ServicePort,
  what: string,
  ip: string,
): string {
  return `${comment(`${info.name} ${what}`)} ${protocol} -d ${ip}${dialect.hostLength} --dport ${info.port}`;
}

/** Packets for its node port, at whatever address. */
export function toNodePort({ info, protocol }: ServicePort): string {
  return `${comment(info.name)} ${protocol} --dport ${info.nodePort}`;
}

/** The same in a chain that others come by too: the address must be one of the node's. */
export function toLocalNodePort({ info, protocol }: ServicePort, what: string): string {
  const local = '-m addrtype --dst-type LOCAL';
  return `${comment(`${info.name} ${what}`)} ${local} ${protocol} --dport ${info.nodePort}`;
}

/** Health checks of a balancer come to a server inside kube-proxy. */
export function acceptHealthChecks({ filter }: Sync, { info }: ServicePort): void {
  if (info.healthCheckNodePort === 0) return;
  const who = comment(`${info.name} health check node port`);
  filter.append('KUBE-NODEPORTS', `${who} -m tcp -p tcp --dport ${info.healthCheckNodePort} -j ACCEPT`);
}
