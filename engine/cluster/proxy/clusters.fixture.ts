// Clusters for tests: a node among others, settings by release, the chains of a text, and any cluster at all.
import fc from 'fast-check';
import type { EndpointSlice, Node, Protocol, Service, ServiceObjects } from '../objects.ts';
import { endpoint, service, slice } from '../service.fixture.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from './config.ts';

export const NODE: Node = { name: 'n1', addresses: ['192.168.0.11'], podCIDR: '10.244.1.0/24' };

/** Release 1.`minor` in a cluster of 10.244.0.0/16. */
export function release(minor: number, settings: Partial<ProxyConfig> = {}): ProxyConfig {
  return { ...DEFAULT_PROXY_CONFIG, version: { minor, patch: 0 }, clusterCIDR: '10.244.0.0/16', ...settings };
}

/** The rules of one chain, without `-A CHAIN`. */
export function rulesOf(text: string, table: 'filter' | 'nat', chain: string): string[] {
  const part = text.split('*').find((each) => each.startsWith(`${table}\n`)) ?? '';
  return part
    .split('\n')
    .flatMap((line) => (line.startsWith(`-A ${chain} `) ? [line.slice(4 + chain.length)] : []));
}

/** The chains that a table declares and begin so. */
export function chainsOf(text: string, prefix: string): string[] {
  return [...text.matchAll(/^:(\S+) - /gm)]
    .map(([, name]) => name!)
    .filter((name) => name.startsWith(prefix));
}

/** One service, and its endpoints behind one port: what one of the tests is about. */
export interface Declared {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
}

export function objectsOf(...declared: readonly Declared[]): ServiceObjects {
  return {
    services: declared.map((each) => each.service),
    endpointSlices: declared.flatMap((each) => each.slices),
  };
}

const policy = fc.constantFrom('Cluster' as const, 'Local' as const);
const octet = fc.integer({ min: 1, max: 254 });
const maybe = <T>(value: T) => fc.subarray([value]);

const anyEndpoint = fc
  .tuple(octet, fc.constantFrom('n1', 'n2', null), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([last, node, ready, serving, terminating]) =>
    endpoint(node === null ? `10.244.9.${last}` : `10.244.9.${last}@${node}`, {
      ready,
      serving,
      terminating,
    }),
  );

/** Any service a cluster can declare, at the addresses that its number gives it. */
const anyDeclared = (number: number): fc.Arbitrary<Declared> =>
  fc
    .record({
      type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const, 'LoadBalancer' as const),
      portName: fc.constantFrom('', 'http'),
      protocol: fc.constantFrom<Protocol>('TCP', 'UDP'),
      externalIPs: maybe(`198.51.100.${number}`),
      loadBalancerIngress: maybe({ ip: `203.0.113.${number}`, ipMode: 'VIP' as const }),
      loadBalancerSourceRanges: fc.subarray(['10.0.0.0/8', '192.168.0.0/24']),
      sessionAffinityTimeoutSeconds: fc.constantFrom(null, 600),
      internalTrafficPolicy: policy,
      externalTrafficPolicy: policy,
      endpoints: fc.uniqueArray(anyEndpoint, { maxLength: 5, selector: ({ address }) => address }),
    })
    .map(({ portName, protocol, endpoints, ...given }) => {
      const nodePort = given.type === 'ClusterIP' ? 0 : 30000 + number;
      const ports = [{ name: portName, protocol, port: 80, nodePort }];
      const made = service(`ns/svc-${number}`, `10.96.0.${number}`, ports, {
        ...given,
        loadBalancerIngress: given.type === 'LoadBalancer' ? given.loadBalancerIngress : [],
        healthCheckNodePort: 32000 + number,
      });
      return { service: made, slices: [slice(`ns/svc-${number}:${portName}`, 8080, endpoints, protocol)] };
    });

/** Up to five services; never none. */
export const anyServices: fc.Arbitrary<readonly Declared[]> = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyDeclared(index + 1))));

export const anyRelease: fc.Arbitrary<ProxyConfig> = fc
  .record({
    minor: fc.integer({ min: 16, max: 31 }),
    clusterCIDR: fc.constantFrom(null, '10.244.0.0/16'),
    masqueradeAll: fc.boolean(),
    localhostNodePorts: fc.boolean(),
  })
  .map(({ minor, clusterCIDR, ...iptables }) =>
    release(minor, { clusterCIDR, iptables: { ...DEFAULT_PROXY_CONFIG.iptables, ...iptables } }),
  );
