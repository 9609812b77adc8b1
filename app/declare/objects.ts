// Kubernetes objects as rows of a form: what it shows of each kind, and the object with one part of it changed. Whatever else the
// object says stays.
import type { DraftObject, Fields } from '../../engine/scenario/draft/draft.ts';
import { at, type Path, put } from './paths.ts';

/** An object of the draft, with a number of its own: names and places change. */
export interface Row extends DraftObject {
  readonly id: number;
}

export type Group = 'node' | 'pod' | 'service' | 'other';
export type Labels = Readonly<Record<string, string>>;

const GROUPS: Readonly<Record<string, Group>> = {
  'v1 Node': 'node',
  'v1 Pod': 'pod',
  'apps/v1 Deployment': 'pod',
  'apps/v1 ReplicaSet': 'pod',
  'apps/v1 StatefulSet': 'pod',
  'apps/v1 DaemonSet': 'pod',
  'v1 Service': 'service',
};

export function groupOf({ apiVersion, kind }: Fields): Group {
  const key = `${apiVersion} ${kind}`;
  return Object.hasOwn(GROUPS, key) ? GROUPS[key]! : 'other';
}

export const kindOf = (value: Fields) => String(value.kind ?? '');

/** A text or a number, as a person types it; anything else is not for a line. */
export function textAt(value: Fields, path: Path): string {
  const part = at(value, path);
  return typeof part === 'string' || typeof part === 'number' ? String(part) : '';
}

/** An empty line says nothing. */
export const putText = (value: Fields, path: Path, text: string): Fields =>
  put(value, path, text === '' ? undefined : text);

/** What is no number stays as it was typed, so that its problem can be told. */
export const putNumber = (value: Fields, path: Path, text: string): Fields =>
  put(value, path, text === '' ? undefined : /^\d{1,9}$/.test(text) ? Number(text) : text);

const NAME: Path = ['metadata', 'name'];

export const nameOf = (value: Fields) => textAt(value, NAME);
export const namespaceOf = (value: Fields) => textAt(value, ['metadata', 'namespace']) || 'default';
/** A name is never without. */
export const putName = (value: Fields, name: string): Fields => put(value, NAME, name);

/** As problems name it: `Service default/web`, `Node n1`. */
export function subjectOf(value: Fields): string {
  const name = nameOf(value);
  return groupOf(value) === 'node' ? `Node ${name}` : `${kindOf(value)} ${namespaceOf(value)}/${name}`;
}

export const isWorkload = (value: Fields) => groupOf(value) === 'pod' && kindOf(value) !== 'Pod';

/** Where a pod, or what makes pods, says how they are. */
const podPath = (value: Fields, path: Path): Path =>
  isWorkload(value) ? ['spec', 'template', ...path] : path;

/** What is said twice, for one family of addresses and for each, stays the same in both. */
function putTwice(value: Fields, path: Path, list: Path, text: string, item: unknown): Fields {
  const one = putText(value, path, text);
  return at(value, list) === undefined ? one : put(one, list, text === '' ? undefined : [item]);
}

export const putPodCidr = (node: Fields, text: string) =>
  putTwice(node, ['spec', 'podCIDR'], ['spec', 'podCIDRs'], text, text);
export const putPodIp = (pod: Fields, text: string) =>
  putTwice(pod, ['status', 'podIP'], ['status', 'podIPs'], text, { ip: text });
export const putClusterIp = (service: Fields, text: string) =>
  putTwice(service, ['spec', 'clusterIP'], ['spec', 'clusterIPs'], text, text);

const PORTS: Path = ['spec', 'ports'];

export function portsOf(service: Fields): readonly unknown[] {
  const ports = at(service, PORTS);
  return Array.isArray(ports) ? ports : [];
}

export const opensNodePorts = (service: Fields) =>
  ['NodePort', 'LoadBalancer'].includes(textAt(service, ['spec', 'type']));

/** A service that only the cluster sees has no ports of nodes. */
export function putType(service: Fields, type: string): Fields {
  const typed = putText(service, ['spec', 'type'], type === 'ClusterIP' ? '' : type);
  if (opensNodePorts(typed)) return typed;
  return portsOf(typed).reduce<Fields>(
    (sum, _, nth) => put(sum, [...PORTS, nth, 'nodePort'], undefined),
    typed,
  );
}

export const nodeNamePath = (value: Fields) => podPath(value, ['spec', 'nodeName']);

export function addressPath(node: Fields): Path {
  const list = at(node, ['status', 'addresses']);
  const found = Array.isArray(list) ? list.findIndex((each) => at(each, ['type']) === 'InternalIP') : -1;
  return ['status', 'addresses', found < 0 ? 0 : found];
}

export const putAddress = (node: Fields, address: string): Fields =>
  put(node, addressPath(node), address === '' ? undefined : { type: 'InternalIP', address });

function labelsAt(value: Fields, path: Path): Labels {
  const found = at(value, path);
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).map(([key, text]) => [key, String(text)]));
}

const labelsPath = (value: Fields) => podPath(value, ['metadata', 'labels']);
export const labelsOf = (pod: Fields) => labelsAt(pod, labelsPath(pod));
const SELECTOR: Path = ['spec', 'selector'];
export const selectorOf = (service: Fields) => labelsAt(service, SELECTOR);
export const putSelector = (service: Fields, selector: Labels) => put(service, SELECTOR, filled(selector));

const MATCH_LABELS: Path = ['spec', 'selector', 'matchLabels'];

/** What makes pods finds them by their labels: those that it looks for are among those it gives. */
export function putLabels(pod: Fields, labels: Labels): Fields {
  const labelled = put(pod, labelsPath(pod), filled(labels));
  if (!isWorkload(pod)) return labelled;
  const asked = Object.keys(labelsAt(pod, MATCH_LABELS)).filter((key) => Object.hasOwn(labels, key));
  const kept = asked.length > 0 ? asked : Object.keys(labels);
  return put(labelled, MATCH_LABELS, filled(Object.fromEntries(kept.map((key) => [key, labels[key]!]))));
}

const filled = (labels: Labels) => (Object.keys(labels).length === 0 ? undefined : labels);

export const hasLabels = (labels: Labels, asked: Labels) =>
  Object.keys(asked).length > 0 && Object.entries(asked).every(([key, text]) => labels[key] === text);

const containersPath = (pod: Fields) => podPath(pod, ['spec', 'containers']);

/** Ports of the only container; null: there are several, and a line cannot tell them apart. */
export function containerPorts(pod: Fields): readonly unknown[] | null {
  const containers = at(pod, containersPath(pod));
  if (Array.isArray(containers) && containers.length > 1) return null;
  const ports = at(containers, [0, 'ports']);
  return Array.isArray(ports) ? ports : [];
}

export function putContainerPorts(pod: Fields, ports: readonly unknown[]): Fields {
  const path = containersPath(pod);
  const named = at(pod, [...path, 0, 'name']) === undefined ? put(pod, [...path, 0, 'name'], 'main') : pod;
  return put(named, [...path, 0, 'ports'], ports.length === 0 ? undefined : ports);
}
