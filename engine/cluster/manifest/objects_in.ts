// Documents to the objects in them: one each, or the items of a list.
import type { Report, Subject } from './report.ts';
import type { Path } from './source.ts';

export interface KubernetesObject {
  /** `v1`, `discovery.k8s.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly subject: Subject;
  readonly value: unknown;
}

const MAX_OBJECTS = 200_000;

type Fields = Readonly<Record<string, unknown>>;

/** What a list says of the kind of its items, which then need not say it. */
interface Inherited {
  readonly apiVersion?: unknown;
  readonly kind?: string;
}

export function objectsIn(documents: readonly unknown[], report: Report): KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  for (const [number, document] of documents.entries()) {
    for (const part of partsOf(document, number, report)) {
      const object = identified(part, report);
      if (report.firstError || !object) return objects;
      objects.push(object);
      if (objects.length > MAX_OBJECTS)
        report.error(
          object.subject,
          [],
          'it is one too many',
          `at most ${MAX_OBJECTS.toLocaleString('en')} objects`,
        );
    }
  }
  return objects;
}

/** A value, and what its list says of it. */
interface Part {
  readonly value: unknown;
  readonly place: Path;
  readonly inherited: Inherited;
}

function partsOf(document: unknown, number: number, report: Report): Part[] {
  const { apiVersion, kind, items } = fieldsOf(document);
  if (!isList(kind)) return [{ value: document, place: [number], inherited: {} }];
  if (!Array.isArray(items)) {
    report.error(documentSubject([number]), ['items'], 'found none', 'a list of objects');
    return [];
  }
  // `kind: ServiceList`, as the API itself answers.
  const inherited = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((value, at) => ({ value, place: [number, 'items', at], inherited }));
}

const isList = (kind: unknown): kind is string => typeof kind === 'string' && kind.endsWith('List');

function identified({ value, place, inherited }: Part, report: Report): KubernetesObject | null {
  const { apiVersion, kind, metadata }: Fields = { ...inherited, ...fieldsOf(value) };
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') {
    const missing = typeof kind === 'string' ? 'apiVersion' : 'kind';
    report.error(documentSubject(place), [], `it has no ${missing}`, 'a Kubernetes object');
    return null;
  }
  if (isList(kind)) {
    report.error(documentSubject(place), [], 'a list in a list', 'a Kubernetes object');
    return null;
  }
  return { apiVersion, kind, subject: { name: nameOf(kind, fieldsOf(metadata)), place }, value };
}

const documentSubject = (place: Path): Subject => {
  const [number, , item] = place;
  const document = `document ${Number(number) + 1}`;
  return { name: item === undefined ? document : `${document}, object ${Number(item) + 1}`, place };
};

/** `Service default/web`: enough of it for a person, whatever is wrong with it. */
function nameOf(kind: string, { namespace, name }: Fields): string {
  if (typeof name !== 'string') return `${kind.slice(0, 80)} without a name`;
  const path = kind === 'Node' ? name : `${namespace ?? 'default'}/${name}`;
  return `${kind} ${path}`.slice(0, 400);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
