// pkg/proxy/serviceport.go, servicechangetracker.go: services as kube-proxy goes through them, one entry a port.
import { isSince, type KubernetesVersion } from '../kubernetes_version.ts';
import type { Endpoint, Node, Protocol, Service, ServiceObjects, ServicePort } from '../objects.ts';

/** An endpoint of one service port. */
export interface PortEndpoint {
  readonly ip: string;
  readonly port: number;
  /** `ip:port`, which is also its name in comments. */
  readonly address: string;
  readonly isLocal: boolean;
  readonly ready: boolean;
  /** Not ready, but still answering while it goes. */
  readonly servingTerminating: boolean;
}

/** BaseServicePortInfo. */
export interface ServicePortInfo {
  /** `namespace/name:port`, or `namespace/name` for a port without a name. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort: number;
  readonly externalIPs: readonly string[];
  readonly loadBalancerVIPs: readonly string[];
  readonly loadBalancerSourceRanges: readonly string[];
  readonly stickyMaxAgeSeconds: number | null;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
  readonly healthCheckNodePort: number;
  readonly endpoints: readonly PortEndpoint[];
}

/** ExternallyAccessible. */
export function isExternallyAccessible(info: ServicePortInfo): boolean {
  return info.nodePort !== 0 || info.loadBalancerVIPs.length > 0 || info.externalIPs.length > 0;
}

/** UsesClusterEndpoints: under a Local policy too, since the node's own pods may go everywhere. */
export function usesClusterEndpoints(info: ServicePortInfo): boolean {
  return !info.internalPolicyLocal || isExternallyAccessible(info);
}

/** UsesLocalEndpoints. */
export function usesLocalEndpoints(info: ServicePortInfo): boolean {
  return info.internalPolicyLocal || (info.externalPolicyLocal && isExternallyAccessible(info));
}

const lowerProtocol = (protocol: Protocol) => protocol.toLowerCase() as ServicePortInfo['protocol'];

/** What distinguishes a port among those of its service: name and protocol. */
const portKey = (namespace: string, service: string, name: string, protocol: Protocol) =>
  `${namespace}/${service}:${name} ${protocol}`;

const isIPv4 = (address: string) => !address.includes(':');

/** The IPv4 address; undefined for what ShouldSkipService leaves out: headless services, and names of something elsewhere. */
function clusterIPOf({ type, clusterIPs }: Service): string | undefined {
  if (type === 'ExternalName') return undefined;
  return clusterIPs.find((address) => address !== 'None' && isIPv4(address));
}

/**
 * The service ports in the order of their names. kube-proxy itself takes them in the order of a Go map, which is
 * another one at every sync.
 */
export function servicePorts(
  objects: ServiceObjects,
  node: Node,
  version: KubernetesVersion,
): ServicePortInfo[] {
  const endpoints = endpointsByPort(objects, node, version);
  const infos: ServicePortInfo[] = [];
  for (const service of objects.services) {
    const clusterIP = clusterIPOf(service);
    if (clusterIP === undefined) continue;
    for (const port of service.ports) {
      const key = portKey(service.namespace, service.name, port.name, port.protocol);
      infos.push(servicePortInfo(service, port, clusterIP, endpoints.get(key) ?? [], version));
    }
  }
  return infos.sort((a, b) => compareText(a.name, b.name) || compareText(a.protocol, b.protocol));
}

/** Go compares octets; the names are ASCII. */
function compareText(a: string, b: string): number {
  if (a < b) return -1;
  return a === b ? 0 : 1;
}

function servicePortInfo(
  service: Service,
  port: ServicePort,
  clusterIP: string,
  endpoints: readonly PortEndpoint[],
  version: KubernetesVersion,
): ServicePortInfo {
  return {
    name: servicePortName(service, port, version),
    protocol: lowerProtocol(port.protocol),
    clusterIP,
    port: port.port,
    nodePort: port.nodePort,
    externalIPs: service.externalIPs.filter(isIPv4),
    loadBalancerVIPs: loadBalancerVIPs(service, version),
    loadBalancerSourceRanges: service.loadBalancerSourceRanges.map((range) => range.trim()).filter(isIPv4),
    stickyMaxAgeSeconds: service.sessionAffinityTimeoutSeconds,
    internalPolicyLocal: service.internalTrafficPolicy === 'Local' && isSince(version, 22),
    externalPolicyLocal: isExternalPolicyLocal(service, version),
    healthCheckNodePort: needsHealthCheck(service) ? service.healthCheckNodePort : 0,
    endpoints,
  };
}

/** ExternalPolicyLocal: a service of type ClusterIP may have that policy for its external IPs since 1.29. */
function isExternalPolicyLocal(
  { type, externalIPs, externalTrafficPolicy }: Service,
  version: KubernetesVersion,
): boolean {
  const isExternal = type !== 'ClusterIP' || (externalIPs.length > 0 && isSince(version, 29));
  return isExternal && externalTrafficPolicy === 'Local';
}

/** NeedsHealthCheck. */
function needsHealthCheck({ type, externalTrafficPolicy }: Service): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

/** ServicePortName.String: a port without a name kept its colon until 1.20. */
function servicePortName(
  { namespace, name }: Service,
  port: ServicePort,
  version: KubernetesVersion,
): string {
  const colon = port.name !== '' || !isSince(version, 20);
  return colon ? `${namespace}/${name}:${port.name}` : `${namespace}/${name}`;
}

/** LoadBalancerIPMode is looked at from 1.30 on. */
function loadBalancerVIPs({ loadBalancerIngress }: Service, version: KubernetesVersion): string[] {
  return loadBalancerIngress
    .filter(({ ip, ipMode }) => isIPv4(ip) && (ipMode === 'VIP' || !isSince(version, 30)))
    .map(({ ip }) => ip);
}

function endpointsByPort(
  objects: ServiceObjects,
  node: Node,
  version: KubernetesVersion,
): Map<string, PortEndpoint[]> {
  const byPort = new Map<string, PortEndpoint[]>();
  for (const { namespace, serviceName, addressType, ports, endpoints } of objects.endpointSlices) {
    if (addressType !== 'IPv4') continue;
    for (const { name, protocol, port } of ports) {
      const key = portKey(namespace, serviceName, name, protocol);
      const known = byPort.get(key) ?? [];
      byPort.set(key, known);
      for (const endpoint of endpoints) known.push(portEndpoint(endpoint, port, node, version));
    }
  }
  // Endpoints objects keep their order; endpoint slices, looked at from 1.19 on, are put in that of the text.
  if (isSince(version, 19)) {
    for (const known of byPort.values()) known.sort((a, b) => compareText(a.address, b.address));
  }
  return byPort;
}

function portEndpoint(
  { address: ip, nodeName, conditions }: Endpoint,
  port: number,
  node: Node,
  version: KubernetesVersion,
): PortEndpoint {
  const { ready, serving, terminating } = conditions;
  return {
    ip,
    port,
    address: `${ip}:${port}`,
    isLocal: nodeName === node.name,
    ready,
    // ProxyTerminatingEndpoints.
    servingTerminating: !ready && serving && terminating && isSince(version, 26),
  };
}
