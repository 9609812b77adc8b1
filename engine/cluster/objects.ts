// Kubernetes' objects as far as the network of a node follows from them: every default filled in, Kubernetes' own field names.

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface ServicePort {
  /** Empty: the port has no name, as a service's only port may. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** A name stands for a container's port; endpoints say which number that is. */
  readonly targetPort: number | string;
  /** 0: none. */
  readonly nodePort: number;
}

export type TrafficPolicy = 'Cluster' | 'Local';

export interface LoadBalancerIngress {
  readonly ip: string;
  /** Proxy: the balancer speaks for itself, so nodes do not take its address for theirs. */
  readonly ipMode: 'VIP' | 'Proxy';
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** One of each family; `None`: a headless service, which nodes know nothing of. */
  readonly clusterIPs: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly externalIPs: readonly string[];
  /** status.loadBalancer.ingress: what the balancer answered. */
  readonly loadBalancerIngress: readonly LoadBalancerIngress[];
  /** Networks; empty: everybody may come. */
  readonly loadBalancerSourceRanges: readonly string[];
  /** ClientIP's timeout in seconds; null: no affinity. */
  readonly sessionAffinityTimeoutSeconds: number | null;
  readonly internalTrafficPolicy: TrafficPolicy;
  readonly externalTrafficPolicy: TrafficPolicy;
  /** 0: none. */
  readonly healthCheckNodePort: number;
}

export interface EndpointConditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

export interface Endpoint {
  readonly address: string;
  /** null: it is on no node that is known. */
  readonly nodeName: string | null;
  readonly conditions: EndpointConditions;
}

/** All endpoints of a slice offer all its ports. */
export interface EndpointSlice {
  readonly namespace: string;
  /** The label kubernetes.io/service-name. */
  readonly serviceName: string;
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly ports: readonly { readonly name: string; readonly protocol: Protocol; readonly port: number }[];
  readonly endpoints: readonly Endpoint[];
}

export interface Node {
  readonly name: string;
  /** Of its interfaces, loopback left out; the first is the one it is known by. */
  readonly addresses: readonly string[];
  /** null: none was given out. */
  readonly podCIDR: string | null;
}

/** What kube-proxy watches. */
export interface ServiceObjects {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
}
