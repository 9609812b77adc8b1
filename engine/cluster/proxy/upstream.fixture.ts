// Cases of upstream's own tests (../shared/conformance) as objects of ours.
import type { EndpointSlice, Protocol, Service } from '../objects.ts';
import { endpoint, port, service } from '../service.fixture.ts';
import type { ServicePortInfo } from './service_ports.ts';

interface UpstreamService {
  readonly namespace: string;
  readonly name: string;
  readonly type: Service['type'];
  readonly clusterIP: string;
  readonly ports: readonly { name: string; protocol: Protocol; port: number; nodePort?: number }[];
  readonly externalIPs?: readonly string[];
  readonly loadBalancerIngress?: readonly { ip: string; ipMode?: 'VIP' | 'Proxy' }[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly sessionAffinity?: string;
  readonly sessionAffinityTimeoutSeconds?: number;
  readonly internalTrafficPolicy?: Service['internalTrafficPolicy'];
  readonly externalTrafficPolicy?: Service['externalTrafficPolicy'];
  readonly healthCheckNodePort?: number;
}

interface UpstreamSlice {
  readonly namespace: string;
  readonly service: string;
  /** Empty where a test forgot it. */
  readonly addressType?: EndpointSlice['addressType'] | '';
  readonly ports: readonly { name: string; protocol: Protocol; port: number }[];
  readonly endpoints: readonly {
    addresses: readonly string[];
    nodeName?: string;
    conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
  }[];
}

/** A case's services and slices; null: a sync of none. */
export interface UpstreamObjects {
  readonly services: readonly UpstreamService[] | null;
  readonly endpointSlices: readonly UpstreamSlice[] | null;
}

export function objectsOf({ services, endpointSlices }: UpstreamObjects) {
  return { services: (services ?? []).map(serviceOf), endpointSlices: (endpointSlices ?? []).map(sliceOf) };
}

function serviceOf(given: UpstreamService): Service {
  return service(`${given.namespace}/${given.name}`, given.clusterIP, given.ports.map(port), {
    type: given.type,
    externalIPs: given.externalIPs ?? [],
    loadBalancerIngress: (given.loadBalancerIngress ?? []).map(({ ip, ipMode = 'VIP' }) => ({ ip, ipMode })),
    loadBalancerSourceRanges: given.loadBalancerSourceRanges ?? [],
    sessionAffinityTimeoutSeconds:
      given.sessionAffinity === 'ClientIP' ? (given.sessionAffinityTimeoutSeconds ?? 10800) : null,
    internalTrafficPolicy: given.internalTrafficPolicy ?? 'Cluster',
    externalTrafficPolicy: given.externalTrafficPolicy ?? 'Cluster',
    healthCheckNodePort: given.healthCheckNodePort ?? 0,
  });
}

function sliceOf({
  namespace,
  service: serviceName,
  addressType,
  ports,
  endpoints,
}: UpstreamSlice): EndpointSlice {
  return {
    namespace,
    serviceName,
    addressType: addressType || 'IPv4',
    ports,
    endpoints: endpoints.map(({ addresses, nodeName, conditions = {} }) => {
      const { ready = true, serving = ready, terminating = false } = conditions;
      const place = nodeName === undefined ? addresses[0]! : `${addresses[0]}@${nodeName}`;
      return endpoint(place, { ready, serving, terminating });
    }),
  };
}

interface ScenarioService {
  readonly ns: string;
  readonly name: string;
  readonly type: Service['type'];
  readonly ip: string;
  readonly ports: readonly { name: string; proto: Protocol; port: number; nodePort?: number }[];
  readonly externalIPs?: readonly string[];
  readonly lb?: readonly string[];
  readonly ranges?: readonly string[];
  readonly affinity?: string;
  readonly timeout?: number;
  readonly etp?: Service['externalTrafficPolicy'];
  readonly hc?: number;
}

/** The shorter form of kubeproxy-versions.json. */
export interface UpstreamScenario {
  readonly name: string;
  readonly clusterCIDR: string;
  readonly masqueradeAll?: boolean;
  readonly services: readonly ScenarioService[];
  readonly endpoints: readonly {
    ns: string;
    svc: string;
    ports: readonly { name: string; proto: Protocol; port: number }[];
    addrs: readonly { ip: string; node?: string }[];
  }[];
}

export function scenarioObjects({ services, endpoints }: UpstreamScenario) {
  return objectsOf({
    services: services.map((given) => ({
      ...given,
      namespace: given.ns,
      clusterIP: given.ip,
      ports: given.ports.map(({ proto, ...rest }) => ({ ...rest, protocol: proto })),
      loadBalancerIngress: (given.lb ?? []).map((ip) => ({ ip })),
      loadBalancerSourceRanges: given.ranges ?? [],
      healthCheckNodePort: given.hc ?? 0,
      ...(given.affinity !== undefined && { sessionAffinity: given.affinity }),
      ...(given.timeout !== undefined && { sessionAffinityTimeoutSeconds: given.timeout }),
      ...(given.etp !== undefined && { externalTrafficPolicy: given.etp }),
    })),
    endpointSlices: endpoints.map(({ ns, svc, ports, addrs }) => ({
      namespace: ns,
      service: svc,
      ports: ports.map(({ name, proto, port }) => ({ name, protocol: proto, port })),
      endpoints: addrs.map(({ ip, node }) => ({
        addresses: [ip],
        ...(node !== undefined && { nodeName: node }),
      })),
    })),
  });
}

/** kube-proxy takes services as Go's map gives them: our service ports in the order in which these lines speak of them. */
export function inOrderOf(lines: readonly string[], ports: readonly ServicePortInfo[]): ServicePortInfo[] {
  const names = new Set(ports.map(({ name }) => name));
  const nat = lines.indexOf('*nat');
  const spoken = (part: readonly string[]) => [
    ...new Set(part.flatMap((line) => wordsOf(line)).filter((word) => names.has(word))),
  ];
  const order = merged(spoken(lines.slice(0, nat)), spoken(lines.slice(nat)));
  return [...ports].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

const wordsOf = (line: string) => line.split(/[\s"]+/);

/** One order that keeps both; they are parts of the same one. */
function merged(some: readonly string[], others: readonly string[]): string[] {
  const all: string[] = [];
  let taken = 0;
  for (const name of some) {
    const at = others.indexOf(name);
    if (at >= 0) {
      all.push(...others.slice(taken, at));
      taken = at + 1;
    }
    all.push(name);
  }
  return [...all, ...others.slice(taken)];
}

/** Tells how many of these cases are met, and of each other one why not. */
export function report(
  what: string,
  cases: readonly string[],
  unmet: readonly (readonly [string, string])[],
): void {
  const lines = unmet.map(([name, why]) => `  not met: ${name}: ${why}`);
  console.log([`${what}: ${cases.length - unmet.length} of ${cases.length} met`, ...lines].join('\n'));
}

/** Table by table and chain by chain the lines, in their order. */
export function byChain(lines: readonly string[]): Record<string, string[]> {
  const chains: Record<string, string[]> = {};
  let table = '';
  for (const line of lines) {
    if (line.startsWith('*')) table = line;
    const chain = /^(?::|-\w )(\S+)/.exec(line)?.[1];
    if (chain === undefined) continue;
    chains[`${table} ${chain}`] ??= [];
    chains[`${table} ${chain}`]!.push(line);
  }
  return chains;
}
