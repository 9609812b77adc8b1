// pkg/controller/endpointslice: the slices of a service, from the pods that its selector finds.
import type { Endpoint, EndpointSlice, ServicePort } from '../objects.ts';
import type { ManifestPod } from './pod.ts';
import type { DeclaredService } from './service.ts';

type SlicePort = EndpointSlice['ports'][number];

/** Pods by each of their labels: a service looks only at those that have the first one of its selector. */
type PodsByLabel = ReadonlyMap<string, readonly ManifestPod[]>;

const labelKey = (namespace: string, [key, text]: readonly [string, string]) => `${namespace} ${key}=${text}`;

export function podsByLabel(pods: readonly ManifestPod[]): PodsByLabel {
  const index = new Map<string, ManifestPod[]>();
  for (const pod of pods) {
    for (const label of Object.entries(pod.labels)) {
      const key = labelKey(pod.namespace, label);
      const others = index.get(key);
      if (others) others.push(pod);
      else index.set(key, [pod]);
    }
  }
  return index;
}

/** One slice, or one for each set of ports where a name stands for different numbers in different pods. */
export function derivedSlices(service: DeclaredService, pods: PodsByLabel): EndpointSlice[] {
  const byPorts = new Map<string, { ports: SlicePort[]; endpoints: Endpoint[] }>();
  for (const pod of selected(service, pods)) {
    if (pod.podIP === null) continue;
    const ports = service.value.ports.flatMap((port) => slicePort(port, pod));
    const key = JSON.stringify(ports);
    const slice = byPorts.get(key) ?? { ports, endpoints: [] };
    byPorts.set(key, slice);
    slice.endpoints.push(endpointOf(service, pod, pod.podIP));
  }
  const { namespace, name: serviceName } = service.value;
  return [...byPorts.values()].map(({ ports, endpoints }) => ({
    namespace,
    serviceName,
    addressType: 'IPv4',
    ports,
    // The controller has no order; that of Endpoints is by the text of addresses (LessEndpointAddress).
    endpoints: endpoints.sort((a, b) => (a.address < b.address ? -1 : Number(a.address > b.address))),
  }));
}

function selected({ value, selector }: DeclaredService, pods: PodsByLabel): readonly ManifestPod[] {
  const [first, ...others] = Object.entries(selector);
  if (!first) return [];
  const having = pods.get(labelKey(value.namespace, first)) ?? [];
  return having.filter(({ labels }) =>
    others.every(([key, text]) => Object.hasOwn(labels, key) && labels[key] === text),
  );
}

/** podutil.FindPort: a name is looked for among the ports of the containers; a pod that has none of it does not offer this port. */
function slicePort({ name, protocol, targetPort }: ServicePort, pod: ManifestPod): SlicePort[] {
  if (typeof targetPort === 'number') return [{ name, protocol, port: targetPort }];
  const found = pod.ports.find((each) => each.name === targetPort && each.protocol === protocol);
  return found ? [{ name, protocol, port: found.containerPort }] : [];
}

/** podToEndpoint. */
function endpointOf(
  { publishNotReadyAddresses }: DeclaredService,
  pod: ManifestPod,
  address: string,
): Endpoint {
  const { nodeName, ready: serving, terminating } = pod;
  const ready = publishNotReadyAddresses || (serving && !terminating);
  return { address, nodeName, conditions: { ready, serving, terminating } };
}
