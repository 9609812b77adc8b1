// ConfigMap: files of other programs' settings, read where a program is known by the map's name.
import type * as v from 'valibot';
import { ok, type Problem, problem, type Result } from '../../problem.ts';
import type { KubernetesObject } from './objects_in.ts';
import { problemsOf, Report, type Subject } from './report.ts';
import { checked, fields, Metadata, Texts } from './schema.ts';
import { readSource } from './source.ts';

export const ConfigMapSchema = fields(
  { metadata: Metadata, data: Texts },
  'apiVersion kind immutable binaryData',
);

export interface ConfigMap {
  readonly subject: Subject;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

export function readConfigMap(object: KubernetesObject, report: Report): ConfigMap | null {
  const raw = checked(ConfigMapSchema, object, report);
  return raw && { subject: object.subject, name: raw.metadata.name, data: raw.data };
}

/** null: the map has no such file, or what is wrong with it is told. */
export function fileIn<T>(
  { subject, data }: ConfigMap,
  name: string,
  reader: (text: string) => Result<T>,
  report: Report,
): T | null {
  const text = Object.hasOwn(data, name) ? data[name] : undefined;
  if (text === undefined) return null;
  const result = reader(text);
  if (result.ok) return result.value;
  const { where, what, expected } = result.problem;
  report.error(subject, ['data', name], `${where}: ${what}`, expected);
  return null;
}

/** The data of a file, in a map or by itself; lines are the file's own. */
export function readDataFile<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  text: string,
): Result<v.InferOutput<Schema>> {
  const source = readSource(text);
  if (!source.ok) return inFile(name, source.problem);
  const report = new Report();
  const value = checked(schema, { value: source.value.documents[0], subject: { name, place: [0] } }, report);
  if (!report.firstError) return ok(value as v.InferOutput<Schema>);
  return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
}

function inFile(name: string, { where, what, expected }: Problem) {
  return problem(`${name}, ${where}`, what, expected);
}
