// kubectl create service clusterip|nodeport NAME --tcp=PORT[:TARGET]
import { KubectlError } from './error.ts';
import { kindNamed } from './kinds.ts';
import type { Verb } from './kubectl.ts';
import { created } from './objects.ts';
import { portOf, readOptions } from './options.ts';

const TYPES: Readonly<Record<string, string>> = { clusterip: 'ClusterIP', nodeport: 'NodePort' };

export const createService: Verb = ({ words, objects }) => {
  const options = readOptions(words, ['--tcp', '--clusterip', '--node-port']);
  const [what, type = '', name] = options.operands;
  if (what !== 'service' && what !== 'svc')
    throw new KubectlError(`error: create ${what ?? ''} is not supported here, service is`);
  if (!Object.hasOwn(TYPES, type))
    throw new KubectlError(`error: service type "${type}" is none of clusterip, nodeport`);
  if (name === undefined) throw new KubectlError('error: exactly one NAME is required, got 0');
  const tcp = options.values('--tcp').flatMap((text) => text.split(','));
  if (tcp.length === 0) throw new KubectlError('error: at least one tcp port specifier must be provided');
  const clusterIP = options.value('--clusterip');
  const nodePort = options.value('--node-port');
  const ports = tcp.map((text) => {
    const [port = '', target = port] = text.split(':');
    const named = text.replace(':', '-');
    const number = /^\d+$/.test(target) ? portOf(target) : target;
    const own = nodePort === undefined ? {} : { nodePort: portOf(nodePort) };
    return { name: named, protocol: 'TCP', port: portOf(port), targetPort: number, ...own };
  });
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: options.namespace, labels: { app: name } },
    spec: {
      type: TYPES[type],
      selector: { app: name },
      ports,
      ...(clusterIP !== undefined && { clusterIP }),
    },
  };
  const meant = { kind: kindNamed('service'), namespace: options.namespace, name };
  return { lines: [`service/${name} created`], objects: created(objects, meant, service) };
};
