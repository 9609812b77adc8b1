// pkg/controller/endpointslice: the slices of a service, from the pods that its selector finds.
import type { ManifestPod } from '../manifest/pod.ts';
import type { DeclaredService } from '../manifest/service.ts';
import type { Endpoint, EndpointSlice, ServicePort } from '../objects.ts';
import { type PodsByLabel, selected } from './pods_by_label.ts';

type SlicePort = EndpointSlice['ports'][number];

/** One slice, or one for each set of ports where a name stands for different numbers in different pods. */
export function derivedSlices(service: DeclaredService, pods: PodsByLabel): EndpointSlice[] {
  const byPorts = new Map<string, { ports: SlicePort[]; endpoints: Endpoint[] }>();
  for (const pod of selected(pods, service.value.namespace, service.selector)) {
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
