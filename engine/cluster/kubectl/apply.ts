// kubectl apply -f -: what is piped into it is as it says from then on.
import { KubectlError } from './error.ts';
import { kindOfObject } from './kinds.ts';
import type { Verb } from './kubectl.ts';
import { findObject, type KubeObject, merged, metadataOf, objectsOf, replaced } from './objects.ts';
import { readOptions } from './options.ts';

export const apply: Verb = ({ words, stdin, objects }) => {
  const options = readOptions(words, ['--filename']);
  if (options.value('--filename') !== '-')
    throw new KubectlError('error: there are no files here: pipe the objects into kubectl apply -f -');
  const read = objectsOf(stdin ?? '');
  if (!read.ok) throw new KubectlError(`error: ${read.problem.where}: ${read.problem.what}`);
  if (read.value.length === 0) throw new KubectlError('error: no objects passed to apply');
  let all = objects;
  const lines = read.value.map((object) => {
    const metadata = metadataOf(object);
    const kind = kindOfObject(object.apiVersion, object.kind);
    const name = String(metadata.name ?? '');
    const meant = { kind, namespace: String(metadata.namespace ?? options.namespace), name };
    const before = findObject(all, meant);
    const after = before ? (merged(before, object) as KubeObject) : object;
    const same = before !== undefined && JSON.stringify(before) === JSON.stringify(after);
    all = before ? replaced(all, before, after) : [...all, after];
    return `${kind.singular}/${name} ${before ? (same ? 'unchanged' : 'configured') : 'created'}`;
  });
  return { lines, objects: all };
};
