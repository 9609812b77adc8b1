// kubectl scale TYPE NAME --replicas=N
import { chosenHex } from '../host/chosen.ts';
import { KubectlError } from './error.ts';
import type { Verb } from './kubectl.ts';
import { type Fields, fieldsOf, type KubeObject, metadataOf, objectMeant, replaced } from './objects.ts';
import { oneMeant, readOptions } from './options.ts';

const MOST = 1000;

export const scale: Verb = ({ words, objects }) => {
  const options = readOptions(words, ['--replicas']);
  const { meant } = oneMeant(options);
  const text = options.value('--replicas') ?? '';
  if (!/^\d{1,6}$/.test(text))
    throw new KubectlError(
      'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    );
  const replicas = Number(text);
  if (replicas > MOST)
    throw new KubectlError(`error: --replicas=${text}: at most ${MOST} are supported here`);
  const before = objectMeant(objects, meant);
  const spec = fieldsOf(before.spec);
  if (!('template' in spec))
    throw new KubectlError(`Error from server (NotFound): the server could not find the requested resource`);
  const after = { ...before, spec: { ...spec, replicas } };
  const scaled = withPods(replaced(objects, before, after), after, replicas);
  return { lines: [`${meant.kind.singular}/${meant.name} scaled`], objects: scaled };
};

/** An empty selector (that of a workload with expressions alone) selects nothing here: it would be everybody. */
const isSelected = (labels: Fields, selector: Fields) =>
  Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Where its pods are written down, too, some go, the last first, or others come. */
function withPods(objects: readonly KubeObject[], workload: KubeObject, replicas: number): KubeObject[] {
  const { name, namespace = 'default' } = metadataOf(workload);
  const spec = fieldsOf(workload.spec);
  const selector = fieldsOf(fieldsOf(spec.selector).matchLabels);
  const own = objects.filter((object) => {
    const metadata = metadataOf(object);
    const labels = fieldsOf(metadata.labels);
    return (
      object.kind === 'Pod' && (metadata.namespace ?? 'default') === namespace && isSelected(labels, selector)
    );
  });
  if (own.length === 0) return [...objects];
  const gone = new Set(own.slice(replicas));
  const template = fieldsOf(spec.template);
  const taken = new Set(objects.map((object) => metadataOf(object).name));
  const more: KubeObject[] = [];
  for (let nth = own.length; own.length + more.length < replicas; nth++) {
    const pod = `${String(name)}-${chosenHex(`pod ${String(namespace)}/${String(name)} ${nth}`, 5)}`;
    if (taken.has(pod)) continue;
    const metadata = { ...metadataOf(template), name: pod, namespace };
    more.push({ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec });
  }
  return [...objects.filter((object) => !gone.has(object)), ...more];
}
