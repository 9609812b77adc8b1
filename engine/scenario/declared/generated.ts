// A cluster of any size, of which only numbers are said. Nothing of it is written down before somebody asks.
import type { ManifestNode } from '../../cluster/manifest/node.ts';
import type { ManifestPod } from '../../cluster/manifest/pod.ts';
import type { EndpointSlice, Service } from '../../cluster/objects.ts';
import { type Problem, problem } from '../../problem.ts';
import { formatIpv4, prefixMask } from '../../wire/address.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { ScenarioCluster } from '../schema.ts';

export type Scale = NonNullable<ScenarioCluster['scale']>;

/** Of the network of the nodes. */
export const SCALE_PREFIX_LENGTH = 16;

const FIRST_NODE = parseIpv4('172.20.0.2')!;
const FIRST_SERVICE = parseIpv4('10.96.0.1')!;
const POD_CIDR_LENGTH = 24;
const POD_CIDR_SIZE = 256;
/** Behind the subnet's own address and cni0's. */
const FIRST_POD = 2;
const SERVICE_PORT = 80;
const POD_PORT = 80;
/** A prime: endpoints of one service are on nodes far from each other. */
const STRIDE = 7919;

const SERVICE = {
  namespace: 'default',
  type: 'ClusterIP',
  ports: [{ name: '', protocol: 'TCP', port: SERVICE_PORT, targetPort: POD_PORT, nodePort: 0 }],
  externalIPs: [],
  loadBalancerIngress: [],
  loadBalancerSourceRanges: [],
  sessionAffinityTimeoutSeconds: null,
  internalTrafficPolicy: 'Cluster',
  externalTrafficPolicy: 'Cluster',
  healthCheckNodePort: 0,
} as const satisfies Partial<Service>;

const POD = {
  namespace: 'default',
  hostNetwork: false,
  labels: {},
  ports: [{ name: '', containerPort: POD_PORT, protocol: 'TCP', hostPort: 0, hostIP: null }],
  serviceAccountName: 'default',
  ready: true,
  terminating: false,
} as const satisfies Partial<ManifestPod>;

const SLICE = {
  namespace: 'default',
  addressType: 'IPv4',
  ports: [{ name: '', protocol: 'TCP', port: POD_PORT }],
} as const satisfies Partial<EndpointSlice>;

const READY = { ready: true, serving: true, terminating: false };

export class Generated {
  readonly nodes: readonly ManifestNode[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  private readonly scale: Scale;
  private readonly network: number;
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(scale: Scale, podNetwork: string) {
    this.scale = scale;
    this.network = parseCidr(podNetwork)!.address & prefixMask(parseCidr(podNetwork)!.length);
    const counted = <T>(count: number, make: (index: number) => T) =>
      Array.from({ length: count }, (_, i) => make(i));
    this.nodes = counted(scale.nodes, (index) => this.node(index));
    this.numbers = new Map(this.nodes.map(({ name }, index) => [name, index]));
    this.services = counted(scale.services, (index) => this.service(index));
    this.endpointSlices = counted(scale.services, (index) => this.slice(index));
  }

  get pods(): number {
    return this.scale.nodes * this.scale.podsPerNode;
  }

  countOn(node: string): number {
    return this.numbers.has(node) ? this.scale.podsPerNode : 0;
  }

  podsOn(node: string): ManifestPod[] {
    const at = this.numbers.get(node);
    if (at === undefined) return [];
    return Array.from({ length: this.scale.podsPerNode }, (_, nth) => ({
      ...POD,
      name: podName(this.scale, at, nth),
      nodeName: node,
      podIP: this.podIP(at, nth),
    }));
  }

  /** The node of a pod. */
  nodeOf(pod: string): string | undefined {
    const [, at] = /^pod-(\d+)-\d+$/.exec(pod) ?? [];
    return at === undefined ? undefined : this.nodes[Number(at) - 1]?.name;
  }

  private node(index: number): ManifestNode {
    const subnet = formatIpv4((this.network + index * POD_CIDR_SIZE) >>> 0);
    return {
      name: `node-${padded(index + 1, this.scale.nodes)}`,
      addresses: [formatIpv4(FIRST_NODE + index)],
      podCIDR: `${subnet}/${POD_CIDR_LENGTH}`,
      flannel: null,
      calico: null,
      kubeletVersion: null,
    };
  }

  private podIP(node: number, nth: number): string {
    return formatIpv4((this.network + node * POD_CIDR_SIZE + FIRST_POD + nth) >>> 0);
  }

  private service(index: number): Service {
    const name = serviceName(this.scale, index);
    return { ...SERVICE, name, clusterIPs: [formatIpv4(FIRST_SERVICE + index)] };
  }

  private slice(index: number): EndpointSlice {
    const { nodes, podsPerNode, services, endpoints } = this.scale;
    const places = podsPerNode === 0 ? 0 : endpoints;
    return {
      ...SLICE,
      serviceName: serviceName(this.scale, index),
      endpoints: Array.from({ length: places }, (_, nth) => {
        const place = index + nth * services;
        const node = (place * STRIDE) % nodes;
        const address = this.podIP(node, Math.floor(place / nodes) % podsPerNode);
        return { address, nodeName: this.nodes[node]!.name, conditions: READY };
      }),
    };
  }
}

const padded = (number: number, most: number) => `${number}`.padStart(`${most}`.length, '0');
const podName = ({ nodes }: Scale, node: number, nth: number) => `pod-${padded(node + 1, nodes)}-${nth}`;
const serviceName = ({ services }: Scale, index: number) => `service-${padded(index + 1, services)}`;

/** Has a network room for so many nodes? Null if it has. */
export function tooSmall({ nodes }: Scale, podNetwork: string): Problem | null {
  const { length } = parseCidr(podNetwork)!;
  if (nodes <= 2 ** (POD_CIDR_LENGTH - length)) return null;
  const needed = POD_CIDR_LENGTH - Math.ceil(Math.log2(nodes));
  return problem('cluster.network', `${podNetwork} has no room for ${nodes} nodes`, `a /${needed}`).problem;
}
