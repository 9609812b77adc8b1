// Kubernetes' objects as people have them, to the model of objects.ts: all of them, or the one thing that is wrong.
import { ok, type Problem, type Result } from '../../problem.ts';
import type { FlannelDelegate } from '../cni/flannel_plugin.ts';
import { derivedSlices } from '../control_plane/endpoint_slices.ts';
import { giveOut } from '../control_plane/give_out.ts';
import { podsByLabel } from '../control_plane/pods_by_label.ts';
import { DEFAULT_RANGES, type Ranges } from '../control_plane/ranges.ts';
import type { EndpointSlice, Service } from '../objects.ts';
import { checkCluster, type Declared, tellPlacement } from './cluster_rules.ts';
import { readConfigMap } from './config_map.ts';
import { type DeclaredSlice, readEndpointSlice } from './endpoint_slice.ts';
import { readEndpoints } from './endpoints.ts';
import { type FlannelCfg, flannelCfg, type NetConf } from './flannel_conf.ts';
import { type KubeProxyConf, kubeProxyConf } from './kube_proxy_conf.ts';
import { type DeclaredNode, type ManifestNode, readNode } from './node.ts';
import { type KubernetesObject, objectsIn } from './objects_in.ts';
import { type DeclaredPod, type ManifestPod, readPod } from './pod.ts';
import { problemsOf, Report } from './report.ts';
import { type DeclaredService, readService } from './service.ts';
import { readSource } from './source.ts';
import { type DeclaredWorkload, type WorkloadKind, workloadReader } from './workload.ts';

/** In the order of names: that of the text is of no matter. */
export interface Manifest {
  readonly nodes: readonly ManifestNode[];
  readonly pods: readonly ManifestPod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  /** Of the ConfigMap kube-flannel-cfg; null: there is none. */
  readonly netConf: NetConf | null;
  readonly delegate: FlannelDelegate | null;
  /** Of the ConfigMap kube-proxy; null: there is none. */
  readonly kubeProxy: KubeProxyConf | null;
  /** In the order of lines. */
  readonly warnings: readonly Problem[];
}

/** What has been read, by kind. */
interface Found {
  readonly nodes: DeclaredNode[];
  readonly pods: DeclaredPod[];
  readonly workloads: DeclaredWorkload[];
  readonly services: DeclaredService[];
  readonly slices: DeclaredSlice[];
  /** One list an object. */
  readonly endpoints: DeclaredSlice[][];
  readonly flannel: FlannelCfg[];
  readonly kubeProxy: KubeProxyConf[];
}

type Reader = (object: KubernetesObject, found: Found, report: Report) => void;

/** A kind is one only together with its version: others have Services too. */
const READERS: Readonly<Record<string, Reader>> = {
  'v1 Node': (object, { nodes }, report) => keep(nodes, readNode(object, report)),
  'v1 Pod': (object, { pods }, report) => keep(pods, readPod(object, report)),
  'v1 Service': (object, { services }, report) => keep(services, readService(object, report)),
  'v1 Endpoints': (object, { endpoints }, report) => keep(endpoints, readEndpoints(object, report)),
  'v1 ConfigMap': (object, { flannel, kubeProxy }, report) => {
    const map = readConfigMap(object, report);
    if (map?.name === 'kube-flannel-cfg') flannel.push(flannelCfg(map, report));
    if (map?.name === 'kube-proxy') keep(kubeProxy, kubeProxyConf(map, report));
  },
  'apps/v1 Deployment': workloads('Deployment'),
  'apps/v1 ReplicaSet': workloads('ReplicaSet'),
  'apps/v1 StatefulSet': workloads('StatefulSet'),
  'apps/v1 DaemonSet': workloads('DaemonSet'),
  'discovery.k8s.io/v1 EndpointSlice': (object, { slices }, report) =>
    keep(slices, readEndpointSlice(object, report)),
  'discovery.k8s.io/v1beta1 EndpointSlice': (object, { slices }, report) =>
    keep(slices, readEndpointSlice(object, report)),
};

/** Of these no packet can tell whether they are there. */
const UNHEARD =
  /^(v1 (Namespace|ServiceAccount|Secret|Event|LimitRange|ResourceQuota|PersistentVolume(Claim)?)|apps\/v1 ControllerRevision|(rbac\.authorization|storage|coordination|apiextensions|scheduling|node)\.k8s\.io\/\S+ \w+|(autoscaling|policy)\/\S+ \w+)$/;

function workloads(kind: WorkloadKind): Reader {
  const read = workloadReader(kind);
  return (object, found, report) => keep(found.workloads, read(object, report));
}

function keep<T>(list: T[], value: T | null): void {
  if (value !== null) list.push(value);
}

export function readManifest(text: string, ranges: Ranges = DEFAULT_RANGES): Result<Manifest> {
  const source = readSource(text);
  if (!source.ok) return source;
  const report = new Report();
  const found = read(objectsIn(source.value.documents, report), report);
  const declared = { ...found, slices: writtenSlices(found) };
  if (!report.firstError) checkCluster(declared, report);
  const whole = report.firstError ? declared : giveOut(declared, rangesIn(found, ranges), report);
  tellPlacement({ ...declared, nodes: whole.nodes }, report);
  if (report.firstError) return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
  return ok({ ...manifestOf(found, whole), warnings: problemsOf(report.warnings, source.value) });
}

/** flannel's ConfigMap says what the nodes' subnets are of, where nobody else does. */
const rangesIn = ({ flannel }: Found, ranges: Ranges): Ranges => ({
  ...ranges,
  podCIDR: ranges.podCIDR ?? flannel[0]?.netConf?.network ?? null,
});

function read(objects: readonly KubernetesObject[], report: Report): Found {
  const found: Found = {
    nodes: [],
    pods: [],
    workloads: [],
    services: [],
    slices: [],
    endpoints: [],
    flannel: [],
    kubeProxy: [],
  };
  const names = new Set<string>();
  for (const object of objects) {
    const { apiVersion, kind, subject } = object;
    const key = `${apiVersion} ${kind}`;
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (reader) reader(object, found, report);
    else if (!UNHEARD.test(key))
      report.warn(subject, [], `it is left out: ${kind} of ${apiVersion} has no part in this`);
    if (!reader) continue;
    if (found.flannel.length > 1) report.error(subject, [], 'it is the second of its name', 'one flannel');
    if (names.has(subject.name)) report.error(subject, [], 'it is declared twice');
    names.add(subject.name);
    if (report.firstError) break;
  }
  return found;
}

/** A cluster has both forms for each service, and they say the same: Endpoints count where there is no slice. */
function writtenSlices({ slices, endpoints }: Found): DeclaredSlice[] {
  const sliced = new Set(slices.map(({ value }) => serviceKey(value)));
  return [...slices, ...endpoints.flat().filter(({ value }) => !sliced.has(serviceKey(value)))];
}

function manifestOf({ flannel, kubeProxy }: Found, whole: Declared): Omit<Manifest, 'warnings'> {
  const pods = inOrder(
    whole.pods.map(({ value }) => value),
    pathOf,
  );
  const services = inOrder(whole.services, ({ value }) => pathOf(value));
  const written = inOrder(whole.slices, ({ subject, value }) => `${serviceKey(value)} ${subject.name}`).map(
    ({ value }) => value,
  );
  return {
    nodes: inOrder(
      whole.nodes.map(({ value }) => value),
      ({ name }) => name,
    ),
    pods,
    services: services.map(({ value }) => value),
    endpointSlices: inOrder([...written, ...derived(services, written, pods)], serviceKey),
    netConf: flannel[0]?.netConf ?? null,
    delegate: flannel[0]?.delegate ?? null,
    kubeProxy: kubeProxy[0] ?? null,
  };
}

/** For services of which nobody has written down the endpoints. Headless ones are nothing to a node. */
function derived(
  services: readonly DeclaredService[],
  written: readonly EndpointSlice[],
  pods: readonly ManifestPod[],
): EndpointSlice[] {
  const known = new Set(written.map(serviceKey));
  const index = podsByLabel(pods);
  return services
    .filter(({ value }) => !known.has(pathOf(value)))
    .filter(({ value: { type, clusterIPs } }) => type !== 'ExternalName' && !clusterIPs.includes('None'))
    .flatMap((service) => derivedSlices(service, index));
}

const pathOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
  `${namespace}/${name}`;

const serviceKey = ({ namespace, serviceName }: EndpointSlice) => `${namespace}/${serviceName}`;

/** Names are ASCII, and compared by their octets. */
function inOrder<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return values
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ value }) => value);
}
