// The objects of a cluster in rows, with what its control plane has given out: what `kubectl get` lists.

import type { ContainerPort, ManifestPod } from '../manifest/pod.ts';
import type { Manifest } from '../manifest/read_manifest.ts';
import type { EndpointSlice, Service } from '../objects.ts';
import { type Fields, fieldsOf, type KubeObject, metadataOf } from './objects.ts';

export interface NodeRow {
  readonly name: string;
  readonly address: string | null;
  readonly podCIDR: string | null;
}

export interface PodRow {
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly ip: string | null;
  readonly ready: boolean;
  readonly hostNetwork: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ContainerPort[];
  /** Of its first container; null: it is not written down itself, but made for a workload. */
  readonly image: string | null;
}

export interface ServiceRow {
  readonly namespace: string;
  readonly name: string;
  readonly type: Service['type'];
  readonly clusterIP: string;
  readonly ports: readonly { readonly port: number; readonly nodePort: number; readonly protocol: string }[];
  /** Empty: somebody else says what its endpoints are. */
  readonly selector: Readonly<Record<string, string>>;
  readonly externalTrafficPolicy: Service['externalTrafficPolicy'];
}

/** Of a service: where it leads. */
export interface EndpointsRow {
  readonly namespace: string;
  readonly name: string;
  /** `ADDRESS:PORT` of those that are ready. */
  readonly addresses: readonly string[];
}

export interface WorkloadRow {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet';
  readonly replicas: number;
}

export interface ClusterRows {
  /** Release of Kubernetes. */
  readonly version: string;
  readonly nodes: readonly NodeRow[];
  readonly pods: readonly PodRow[];
  readonly services: readonly ServiceRow[];
  readonly endpoints: readonly EndpointsRow[];
  readonly workloads: readonly WorkloadRow[];
}

const pathOf = ({ namespace = 'default', name }: Fields) => `${String(namespace)}/${String(name)}`;

export function rowsOf(version: string, manifest: Manifest, objects: readonly KubeObject[]): ClusterRows {
  const images = new Map(
    objects
      .filter(({ kind }) => kind === 'Pod')
      .map((object) => [pathOf(metadataOf(object)), imageOf(object)] as const),
  );
  const selectors = new Map(
    objects
      .filter(({ kind }) => kind === 'Service')
      .map((object) => [pathOf(metadataOf(object)), fieldsOf(fieldsOf(object.spec).selector)] as const),
  );
  return {
    version,
    nodes: manifest.nodes.map(({ name, addresses, podCIDR }) => ({
      name,
      address: addresses[0] ?? null,
      podCIDR,
    })),
    pods: manifest.pods.map((pod) => podRow(pod, images.get(`${pod.namespace}/${pod.name}`) ?? null)),
    services: manifest.services.map((service) =>
      serviceRow(service, selectors.get(`${service.namespace}/${service.name}`) ?? {}),
    ),
    endpoints: endpointsRows(manifest.endpointSlices, [...selectors].flatMap(hasSelector)),
    workloads: objects.flatMap(workloadRow),
  };
}

function imageOf({ spec }: KubeObject): string {
  const { containers } = fieldsOf(spec);
  const { image } = fieldsOf(Array.isArray(containers) ? containers[0] : null);
  return typeof image === 'string' ? image : '';
}

const podRow = (
  { namespace, name, nodeName, podIP, ready, hostNetwork, labels, ports }: ManifestPod,
  image: string | null,
): PodRow => ({
  namespace,
  name,
  node: nodeName,
  ip: podIP,
  ready,
  hostNetwork,
  labels,
  ports,
  image,
});

function serviceRow(service: Service, selector: Fields): ServiceRow {
  const { namespace, name, type, clusterIPs, ports, externalTrafficPolicy } = service;
  return {
    namespace,
    name,
    type,
    clusterIP: clusterIPs[0] ?? 'None',
    ports: ports.map(({ port, nodePort, protocol }) => ({ port, nodePort, protocol })),
    selector: Object.fromEntries(Object.entries(selector).map(([key, value]) => [key, String(value)])),
    externalTrafficPolicy,
  };
}

const hasSelector = ([path, selector]: readonly [string, Fields]) =>
  Object.keys(selector).length > 0 ? [path] : [];

/** A service may have several slices; one that selects pods has endpoints, if there are any or not. */
function endpointsRows(slices: readonly EndpointSlice[], selecting: readonly string[]): EndpointsRow[] {
  const rows = new Map<string, { namespace: string; name: string; addresses: string[] }>();
  for (const path of selecting) {
    const [namespace = '', name = ''] = path.split('/');
    rows.set(path, { namespace, name, addresses: [] });
  }
  for (const { namespace, serviceName: name, ports, endpoints } of slices) {
    const row = rows.get(`${namespace}/${name}`) ?? { namespace, name, addresses: [] };
    rows.set(`${namespace}/${name}`, row);
    for (const { port } of ports)
      for (const { address, conditions } of endpoints)
        if (conditions.ready) row.addresses.push(`${address}:${port}`);
  }
  return [...rows.values()];
}

function workloadRow({ kind, spec, ...object }: KubeObject): WorkloadRow[] {
  if (kind !== 'Deployment' && kind !== 'ReplicaSet' && kind !== 'StatefulSet') return [];
  const { name, namespace = 'default' } = metadataOf(object);
  const { replicas = 1 } = fieldsOf(spec);
  return [{ namespace: String(namespace), name: String(name), kind, replicas: Number(replicas) }];
}
