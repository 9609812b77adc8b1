// kubectl get nodes|pods|services|endpoints|deployments
import { KubectlError } from './error.ts';
import { kindNamed } from './kinds.ts';
import type { Verb } from './kubectl.ts';
import { readOptions } from './options.ts';
import { type Listed, printRows } from './print.ts';

const LISTED: Readonly<Record<string, Listed>> = {
  Node: 'nodes',
  Pod: 'pods',
  Service: 'services',
  Endpoints: 'endpoints',
  Deployment: 'workloads',
};

export const get: Verb = ({ words, rows }) => {
  const options = readOptions(words, ['--all-namespaces', '--output']);
  const output = options.value('--output');
  if (output !== undefined && output !== 'wide')
    throw new KubectlError(`error: -o ${output.slice(0, 40)} is not supported here, -o wide is`);
  const [type, name] = options.operands;
  if (type === undefined) throw new KubectlError('error: You must specify the type of resource to get');
  const kind = kindNamed(type);
  const listed = LISTED[kind.kind];
  if (!listed) throw new KubectlError(`error: get ${type} is not supported here`);
  const namespace = options.has('--all-namespaces') ? null : options.namespace;
  const lines = printRows(rows(), listed, { namespace, wide: output === 'wide', name });
  if (lines.length > 1) return { lines: lines.map(({ text }) => text) };
  if (name !== undefined)
    throw new KubectlError(`Error from server (NotFound): ${kind.plural} "${name}" not found`);
  throw new KubectlError(
    namespace === null ? 'No resources found' : `No resources found in ${namespace} namespace.`,
  );
};
