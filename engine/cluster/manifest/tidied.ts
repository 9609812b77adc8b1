// What of a text counts here: dumps of clusters say a hundred times as much. Which fields are read, the schemas know.
import { ok, type Result } from '../../problem.ts';
import { ConfigMapSchema } from './config_map.ts';
import { EndpointSliceSchema } from './endpoint_slice.ts';
import { EndpointsSchema } from './endpoints.ts';
import { NodeSchema } from './node.ts';
import { type KubernetesObject, objectsIn } from './objects_in.ts';
import { PodSchema } from './pod.ts';
import { problemsOf, Report } from './report.ts';
import { ServiceSchema } from './service.ts';
import { readSource } from './source.ts';
import { WORKLOADS } from './workload.ts';

const SCHEMAS: Readonly<Record<string, object>> = {
  'v1 Node': NodeSchema,
  'v1 Pod': PodSchema,
  'v1 Service': ServiceSchema,
  'v1 Endpoints': EndpointsSchema,
  'v1 ConfigMap': ConfigMapSchema,
  'apps/v1 Deployment': WORKLOADS.Deployment,
  'apps/v1 ReplicaSet': WORKLOADS.ReplicaSet,
  'apps/v1 StatefulSet': WORKLOADS.StatefulSet,
  'apps/v1 DaemonSet': WORKLOADS.DaemonSet,
  'discovery.k8s.io/v1 EndpointSlice': EndpointSliceSchema,
  'discovery.k8s.io/v1beta1 EndpointSlice': EndpointSliceSchema,
};

type Fields = Readonly<Record<string, unknown>>;

/** The same manifest in fewer words: objects and fields that are read, without what is empty. */
export function tidied(text: string): Result<Fields[]> {
  const source = readSource(text);
  if (!source.ok) return source;
  const report = new Report();
  const objects = objectsIn(source.value.documents, report);
  if (report.firstError) return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
  return ok(objects.filter(counts).map(inFewerWords));
}

const schemaOf = ({ apiVersion, kind }: KubernetesObject) => {
  const key = `${apiVersion} ${kind}`;
  return Object.hasOwn(SCHEMAS, key) ? SCHEMAS[key] : undefined;
};

/** Not so: other kinds, other ConfigMaps, pods that have run to their end, and what a Deployment has made. */
function counts(object: KubernetesObject): boolean {
  const { kind, apiVersion, value } = object;
  if (!schemaOf(object) || !isFields(value)) return false;
  const { metadata, status } = value;
  const { name, ownerReferences } = isFields(metadata) ? metadata : {};
  if (kind === 'ConfigMap') return name === 'kube-flannel-cfg' || name === 'kube-proxy';
  if (kind === 'Pod') return !isFields(status) || (status.phase !== 'Succeeded' && status.phase !== 'Failed');
  const owners: unknown[] = Array.isArray(ownerReferences) ? ownerReferences : [];
  return apiVersion !== 'apps/v1' || !owners.some((owner) => isFields(owner) && owner.controller === true);
}

function inFewerWords(object: KubernetesObject): Fields {
  const { apiVersion, kind, value } = object;
  const { metadata, ...rest } = isFields(value) ? value : {};
  const { ownerReferences: _, ...own } = isFields(metadata) ? metadata : {};
  return { apiVersion, kind, ...(pruned(schemaOf(object), { metadata: own, ...rest }) as Fields) };
}

/** undefined: nothing is left. */
function pruned(schema: unknown, value: unknown): unknown {
  const { entries, item } = innermost(schema);
  if (Array.isArray(value)) {
    const items = item === undefined ? value : value.map((each) => pruned(item, each) ?? {});
    return items.length === 0 ? undefined : items;
  }
  if (!isFields(value)) return value ?? undefined;
  const kept = Object.entries(value).flatMap(([name, part]) => {
    if (entries && !Object.hasOwn(entries, name)) return [];
    const rest = pruned(entries?.[name], part) ?? emptied(entries?.[name], part);
    return rest === undefined ? [] : [[name, rest]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What must be there stays when there is nothing in it: a pod has a spec. */
function emptied(schema: unknown, value: unknown): unknown {
  if (schema === undefined || (schema as Built).wrapped !== undefined) return undefined;
  return Array.isArray(value) ? [] : isFields(value) ? {} : undefined;
}

/** As valibot builds its schemas: around an object there may be a default, and checks before it. */
interface Built {
  readonly entries?: Fields;
  readonly item?: unknown;
  readonly wrapped?: unknown;
  readonly pipe?: readonly unknown[];
}

function innermost(schema: unknown): Built {
  const built = (schema ?? {}) as Built;
  if (built.wrapped !== undefined) return innermost(built.wrapped);
  return (built.pipe?.find((part) => (part as Built).entries !== undefined) as Built | undefined) ?? built;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
