// Services and endpoints for tests, with what is not said left at Kubernetes' defaults.
import type {
  Endpoint,
  EndpointConditions,
  EndpointSlice,
  Protocol,
  Service,
  ServicePort,
} from './objects.ts';

const SERVICE: Omit<Service, 'namespace' | 'name' | 'clusterIPs' | 'ports'> = {
  type: 'ClusterIP',
  externalIPs: [],
  loadBalancerIngress: [],
  loadBalancerSourceRanges: [],
  sessionAffinityTimeoutSeconds: null,
  internalTrafficPolicy: 'Cluster',
  externalTrafficPolicy: 'Cluster',
  healthCheckNodePort: 0,
};

type Given<T, Needed extends keyof T> = Partial<T> & Pick<T, Needed>;

export function port(given: Given<ServicePort, 'port'>): ServicePort {
  return { name: '', protocol: 'TCP', targetPort: given.port, nodePort: 0, ...given };
}

/** `namespace/name` at an address. */
export function service(
  path: string,
  clusterIP: string,
  ports: readonly Given<ServicePort, 'port'>[],
  given: Partial<Service> = {},
): Service {
  const [namespace, name] = path.split('/') as [string, string];
  return { ...SERVICE, namespace, name, clusterIPs: [clusterIP], ports: ports.map(port), ...given };
}

const READY: EndpointConditions = { ready: true, serving: true, terminating: false };

/** `address@node`, or an address of no node. */
export function endpoint(text: string, conditions: Partial<EndpointConditions> = {}): Endpoint {
  const [address, nodeName = null] = text.split('@') as [string, string?];
  return { address, nodeName, conditions: { ...READY, ...conditions } };
}

/** The endpoints of one port of `namespace/name:port`. */
export function slice(
  path: string,
  targetPort: number,
  endpoints: readonly (string | Endpoint)[],
  protocol: Protocol = 'TCP',
): EndpointSlice {
  const [, namespace, serviceName, name = ''] = /^([^/]+)\/([^:]+):?(.*)$/.exec(path)!;
  return {
    namespace: namespace!,
    serviceName: serviceName!,
    addressType: 'IPv4',
    ports: [{ name, protocol, port: targetPort }],
    endpoints: endpoints.map((each) => (typeof each === 'string' ? endpoint(each) : each)),
  };
}
