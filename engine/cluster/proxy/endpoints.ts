// pkg/proxy/topology.go CategorizeEndpoints: which endpoints a packet may be sent to, by the policy it comes under.
import {
  type PortEndpoint,
  type ServicePortInfo,
  usesClusterEndpoints,
  usesLocalEndpoints,
} from './service_ports.ts';

export interface CategorizedEndpoints {
  /** For policy Cluster. */
  readonly cluster: readonly PortEndpoint[];
  /** For policy Local. */
  readonly local: readonly PortEndpoint[];
  /** Those of either, in their order. */
  readonly reachable: readonly PortEndpoint[];
  /** Is there one anywhere, reachable from here or not? */
  readonly any: boolean;
}

/** The ready ones; if there are none, those that go but still answer. */
function usable(endpoints: readonly PortEndpoint[]): readonly PortEndpoint[] {
  const ready = endpoints.filter((each) => each.ready);
  return ready.length > 0 ? ready : endpoints.filter((each) => each.servingTerminating);
}

export function categorizeEndpoints(info: ServicePortInfo): CategorizedEndpoints {
  const all = usable(info.endpoints);
  const cluster = usesClusterEndpoints(info) ? all : [];
  const local = usesLocalEndpoints(info) ? usable(info.endpoints.filter((each) => each.isLocal)) : [];
  return { cluster, local, reachable: union(info.endpoints, cluster, local), any: all.length > 0 };
}

function union(
  order: readonly PortEndpoint[],
  some: readonly PortEndpoint[],
  others: readonly PortEndpoint[],
): readonly PortEndpoint[] {
  if (others.length === 0) return some;
  const either = new Set([...some, ...others]);
  return order.filter((each) => either.has(each));
}
