// What there is in a declared cluster once everything is given out: for who wants to see it, and to send something through it.
import type { Cluster } from '../../cluster/cluster.ts';
import type { ServicePort } from '../../cluster/objects.ts';

export interface PlacedNode {
  readonly name: string;
  readonly address: string;
  readonly podCIDR: string;
}

export interface PlacedPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly address: string;
  /** As a command names it. */
  readonly place: string;
}

export interface PlacedService {
  readonly namespace: string;
  readonly name: string;
  /** null: it is headless, or a name of something elsewhere. */
  readonly address: string | null;
  readonly ports: readonly ServicePort[];
  /** Addresses of its endpoints, ready or not. */
  readonly endpoints: readonly string[];
}

export interface Places {
  readonly nodes: readonly PlacedNode[];
  readonly pods: readonly PlacedPod[];
  readonly services: readonly PlacedService[];
  /** Of each kind the first are listed; so many there are. */
  readonly counts: { readonly nodes: number; readonly pods: number; readonly services: number };
}

/** Who has more of a kind does not look for one in a list. */
const MOST = 300;

/** `others`: names of the machines beside the cluster. */
export function placesOf(cluster: Cluster, others: readonly string[]): Places {
  const { nodes, services } = cluster;
  const pods = nodes.flatMap(({ name }) => cluster.podsOf(name));
  const machines = new Set([...others, ...nodes.map(({ name }) => name)]);
  return {
    nodes: nodes.slice(0, MOST).map(({ name, addresses, podCIDR }) => ({
      name,
      address: addresses[0]!,
      podCIDR: podCIDR!,
    })),
    pods: pods.slice(0, MOST).map(({ namespace, name, nodeName: node, netns, podIP }) => ({
      namespace,
      name,
      node,
      address: podIP ?? '',
      place: machines.has(netns) ? `${node}/${netns}` : netns,
    })),
    services: placedServices(cluster),
    counts: { nodes: nodes.length, pods: pods.length, services: services.length },
  };
}

function placedServices({ services, endpointSlices }: Cluster): PlacedService[] {
  const listed = services.slice(0, MOST);
  const endpoints = new Map(listed.map(({ namespace, name }) => [`${namespace}/${name}`, new Set<string>()]));
  for (const slice of endpointSlices) {
    const found = endpoints.get(`${slice.namespace}/${slice.serviceName}`);
    for (const { address } of slice.endpoints) found?.add(address);
  }
  return listed.map(({ namespace, name, clusterIPs, ports }) => ({
    namespace,
    name,
    address: clusterIPs.find((each) => each !== 'None') ?? null,
    ports,
    endpoints: [...endpoints.get(`${namespace}/${name}`)!],
  }));
}
