// kubectl expose (pod|deployment|service) NAME --port=PORT: a service of what has these labels, or is selected by these.
import { KubectlError } from './error.ts';
import { kindNamed } from './kinds.ts';
import type { Verb } from './kubectl.ts';
import { created, type Fields, fieldsOf, type KubeObject, metadataOf, objectMeant } from './objects.ts';
import { labelsOf, oneMeant, portOf, readOptions } from './options.ts';

const KNOWN = ['--port', '--target-port', '--name', '--type', '--cluster-ip', '--selector', '--protocol'];

/** polymorphichelpers MapBasedSelectorForObject */
function selectorOf(object: KubeObject): Fields {
  const spec = fieldsOf(object.spec);
  if (object.kind === 'Pod') return fieldsOf(metadataOf(object).labels);
  if (object.kind === 'Service') return fieldsOf(spec.selector);
  return fieldsOf(fieldsOf(spec.selector).matchLabels);
}

/** The first port that its containers declare. */
function portIn(object: KubeObject): unknown {
  const spec = fieldsOf(object.spec);
  const pod = object.kind === 'Pod' ? spec : fieldsOf(fieldsOf(spec.template).spec);
  const containers = Array.isArray(pod.containers) ? pod.containers : [];
  const ports = containers.flatMap((container) => {
    const own = fieldsOf(container).ports;
    return Array.isArray(own) ? own.map((port) => fieldsOf(port).containerPort) : [];
  });
  return ports[0];
}

export const expose: Verb = ({ words, objects }) => {
  const options = readOptions(words, KNOWN);
  const { meant } = oneMeant(options);
  const object = objectMeant(objects, meant);
  const name = options.value('--name') ?? meant.name;
  const written = options.value('--selector');
  const selector = written === undefined ? selectorOf(object) : labelsOf(written);
  if (Object.keys(selector).length === 0)
    throw new KubectlError(`error: couldn't retrieve selectors via --selector flag or introspection`);
  const declared = portIn(object);
  const port = options.value('--port') ?? (declared === undefined ? undefined : String(declared));
  if (port === undefined)
    throw new KubectlError("error: couldn't find port via --port flag or introspection");
  const target = options.value('--target-port');
  const targetPort = target === undefined ? portOf(port) : /^\d+$/.test(target) ? portOf(target) : target;
  const clusterIP = options.value('--cluster-ip');
  const type = options.value('--type') ?? 'ClusterIP';
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: options.namespace },
    spec: {
      type,
      selector,
      ports: [{ protocol: options.value('--protocol') ?? 'TCP', port: portOf(port), targetPort }],
      ...(clusterIP !== undefined && { clusterIP }),
    },
  };
  const own = { kind: kindNamed('service'), namespace: options.namespace, name };
  return { lines: [`service/${name} exposed`], objects: created(objects, own, service) };
};
