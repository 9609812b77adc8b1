// The objects of a cluster as they are written, found by kind and name, and changed.
import { ok, type Result } from '../../problem.ts';
import { objectsIn } from '../manifest/objects_in.ts';
import { problemsOf, Report } from '../manifest/report.ts';
import { readSource } from '../manifest/source.ts';
import { KubectlError } from './error.ts';
import type { Kind } from './kinds.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One object of the API, as somebody wrote it. */
export type KubeObject = Fields;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const metadataOf = (object: KubeObject): Fields => fieldsOf(object.metadata);

/** Everything in a text, a list's items one by one. */
export function objectsOf(text: string): Result<KubeObject[]> {
  const source = readSource(text);
  if (!source.ok) return source;
  const report = new Report();
  const objects = objectsIn(source.value.documents, report);
  if (report.firstError) return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
  return ok(objects.map(({ apiVersion, kind, value }) => ({ apiVersion, kind, ...fieldsOf(value) })));
}

const DEFAULT_NAMESPACE = 'default';

/** What a person means: a kind, and of it one by its name. */
export interface Meant {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

function isMeant(object: KubeObject, { kind, namespace, name }: Meant): boolean {
  const metadata = metadataOf(object);
  if (object.kind !== kind.kind || object.apiVersion !== kind.apiVersion || metadata.name !== name)
    return false;
  return !kind.namespaced || (metadata.namespace ?? DEFAULT_NAMESPACE) === namespace;
}

export const findObject = (objects: readonly KubeObject[], meant: Meant): KubeObject | undefined =>
  objects.find((object) => isMeant(object, meant));

/** The object, or the API server's complaint. */
export function objectMeant(objects: readonly KubeObject[], meant: Meant): KubeObject {
  const found = findObject(objects, meant);
  if (!found)
    throw new KubectlError(`Error from server (NotFound): ${meant.kind.plural} "${meant.name}" not found`);
  return found;
}

export function created(objects: readonly KubeObject[], meant: Meant, object: KubeObject): KubeObject[] {
  if (findObject(objects, meant))
    throw new KubectlError(
      `Error from server (AlreadyExists): ${meant.kind.plural} "${meant.name}" already exists`,
    );
  return [...objects, object];
}

export const replaced = (
  objects: readonly KubeObject[],
  before: KubeObject,
  after: KubeObject,
): KubeObject[] => objects.map((object) => (object === before ? after : object));

export const without = (objects: readonly KubeObject[], gone: KubeObject): KubeObject[] =>
  objects.filter((object) => object !== gone);

/** RFC 7396: null takes away, objects go into each other, all else is replaced. */
export function merged(before: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const after: Record<string, unknown> = { ...fieldsOf(before) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = merged(after[key], value);
  }
  return after;
}
