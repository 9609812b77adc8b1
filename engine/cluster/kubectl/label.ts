// kubectl label TYPE NAME K=V... K-...
import { KubectlError } from './error.ts';
import type { Verb } from './kubectl.ts';
import { fieldsOf, metadataOf, objectMeant, replaced } from './objects.ts';
import { oneMeant, readOptions } from './options.ts';

export const label: Verb = ({ words, objects }) => {
  const options = readOptions(words, ['--overwrite']);
  const { meant, rest } = oneMeant(options);
  const object = objectMeant(objects, meant);
  const before = fieldsOf(metadataOf(object).labels);
  const labels: Record<string, unknown> = { ...before };
  for (const word of rest) {
    const [key = '', value] = word.split('=');
    if (value === undefined && word.endsWith('-')) delete labels[word.slice(0, -1)];
    else if (value === undefined) throw new KubectlError('error: at least one label update is required');
    else if (key in before && before[key] !== value && !options.has('--overwrite'))
      throw new KubectlError(
        `error: '${key}' already has a value (${before[key]}), and --overwrite is false`,
      );
    else labels[key] = value;
  }
  if (rest.length === 0) throw new KubectlError('error: at least one label update is required');
  const after = { ...object, metadata: { ...metadataOf(object), labels } };
  const did = rest.every((word) => word.endsWith('-')) ? 'unlabeled' : 'labeled';
  return {
    lines: [`${meant.kind.singular}/${meant.name} ${did}`],
    objects: replaced(objects, object, after),
  };
};
