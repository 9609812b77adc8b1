// kubectl run NAME --image=IMAGE [--port=PORT] [--labels=K=V,...] [--overrides=JSON]
import { KubectlError } from './error.ts';
import { kindNamed } from './kinds.ts';
import type { Verb } from './kubectl.ts';
import { created, type KubeObject, merged } from './objects.ts';
import { jsonOf, labelsOf, portOf, readOptions } from './options.ts';

const KNOWN = ['--image', '--port', '--labels', '--overrides', '--restart'];

export const runPod: Verb = ({ words, objects }) => {
  const options = readOptions(words, KNOWN);
  const [name] = options.operands;
  const image = options.value('--image');
  if (name === undefined) throw new KubectlError('error: NAME is required for run');
  if (image === undefined) throw new KubectlError('error: required flag(s) "image" not set');
  const port = options.value('--port');
  const ports = port === undefined ? [] : [{ containerPort: portOf(port) }];
  const labels = options.value('--labels');
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: options.namespace,
      labels: labels === undefined ? { run: name } : labels === '' ? {} : labelsOf(labels),
    },
    spec: { containers: [{ name, image, ...(ports.length > 0 && { ports }) }] },
  };
  const overrides = options.value('--overrides');
  const whole = overrides === undefined ? pod : merged(pod, jsonOf(overrides, '--overrides'));
  const meant = { kind: kindNamed('pod'), namespace: options.namespace, name };
  return { lines: [`pod/${name} created`], objects: created(objects, meant, whole as KubeObject) };
};
