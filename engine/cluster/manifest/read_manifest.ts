// Kubernetes' objects as people have them, to the model of objects.ts: all of them, or the one thing that is wrong.
import { ok, type Problem, type Result } from '../../problem.ts';
import type { FlannelDelegate } from '../cni/flannel_plugin.ts';
import type { EndpointSlice, Service } from '../objects.ts';
import { checkCluster } from './cluster_rules.ts';
import { derivedSlices, podsByLabel } from './derived_slices.ts';
import { type DeclaredSlice, readEndpointSlice } from './endpoint_slice.ts';
import { readEndpoints } from './endpoints.ts';
import { type FlannelCfg, type NetConf, readFlannelCfg } from './flannel_conf.ts';
import { type DeclaredNode, type ManifestNode, readNode } from './node.ts';
import { type KubernetesObject, objectsIn } from './objects_in.ts';
import { type DeclaredPod, type ManifestPod, readPod } from './pod.ts';
import { problemsOf, Report } from './report.ts';
import { type DeclaredService, readService } from './service.ts';
import { readSource } from './source.ts';

/** In the order of names: that of the text is of no matter. */
export interface Manifest {
  readonly nodes: readonly ManifestNode[];
  readonly pods: readonly ManifestPod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  /** Of the ConfigMap kube-flannel-cfg; null: there is none. */
  readonly netConf: NetConf | null;
  readonly delegate: FlannelDelegate | null;
  /** In the order of lines. */
  readonly warnings: readonly Problem[];
}

/** What has been read, by kind. */
interface Found {
  readonly nodes: DeclaredNode[];
  readonly pods: DeclaredPod[];
  readonly services: DeclaredService[];
  readonly slices: DeclaredSlice[];
  /** One list an object. */
  readonly endpoints: DeclaredSlice[][];
  readonly flannel: FlannelCfg[];
}

type Reader = (object: KubernetesObject, found: Found, report: Report) => void;

/** A kind is one only together with its version: others have Services too. */
const READERS: Readonly<Record<string, Reader>> = {
  'v1 Node': (object, { nodes }, report) => keep(nodes, readNode(object, report)),
  'v1 Pod': (object, { pods }, report) => keep(pods, readPod(object, report)),
  'v1 Service': (object, { services }, report) => keep(services, readService(object, report)),
  'v1 Endpoints': (object, { endpoints }, report) => keep(endpoints, readEndpoints(object, report)),
  'v1 ConfigMap': (object, { flannel }, report) => keep(flannel, readFlannelCfg(object, report)),
  'discovery.k8s.io/v1 EndpointSlice': (object, { slices }, report) =>
    keep(slices, readEndpointSlice(object, report)),
  'discovery.k8s.io/v1beta1 EndpointSlice': (object, { slices }, report) =>
    keep(slices, readEndpointSlice(object, report)),
};

function keep<T>(list: T[], value: T | null): void {
  if (value !== null) list.push(value);
}

export function readManifest(text: string): Result<Manifest> {
  const source = readSource(text);
  if (!source.ok) return source;
  const report = new Report();
  const found = read(objectsIn(source.value.documents, report), report);
  const slices = writtenSlices(found);
  if (!report.firstError) checkCluster({ ...found, slices }, report);
  if (report.firstError) return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
  return ok({ ...manifestOf(found, slices), warnings: problemsOf(report.warnings, source.value) });
}

function read(objects: readonly KubernetesObject[], report: Report): Found {
  const found: Found = { nodes: [], pods: [], services: [], slices: [], endpoints: [], flannel: [] };
  const names = new Set<string>();
  for (const object of objects) {
    const { apiVersion, kind, subject } = object;
    const key = `${apiVersion} ${kind}`;
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (!reader) {
      report.warn(subject, [], `it is left out: ${kind} of ${apiVersion} has no part in this`);
      continue;
    }
    reader(object, found, report);
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

function manifestOf(found: Found, slices: readonly DeclaredSlice[]): Omit<Manifest, 'warnings'> {
  const pods = inOrder(
    found.pods.map(({ value }) => value),
    pathOf,
  );
  const services = inOrder(found.services, ({ value }) => pathOf(value));
  const written = inOrder(slices, ({ subject, value }) => `${serviceKey(value)} ${subject.name}`).map(
    ({ value }) => value,
  );
  const flannel = found.flannel[0];
  return {
    nodes: inOrder(
      found.nodes.map(({ value }) => value),
      ({ name }) => name,
    ),
    pods,
    services: services.map(({ value }) => value),
    endpointSlices: inOrder([...written, ...derived(services, written, pods)], serviceKey),
    netConf: flannel?.netConf ?? null,
    delegate: flannel?.delegate ?? null,
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
