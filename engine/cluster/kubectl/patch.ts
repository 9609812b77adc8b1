// kubectl patch TYPE NAME --type=merge -p JSON
import { KubectlError } from './error.ts';
import type { Verb } from './kubectl.ts';
import { type Fields, fieldsOf, type KubeObject, merged, objectMeant, replaced } from './objects.ts';
import { jsonOf, oneMeant, readOptions } from './options.ts';

/** pkg/registry/core/service/strategy.go: a service that needs no node ports any more loses those that it was not given anew. */
function dropTypeDependentFields(service: KubeObject, change: unknown): KubeObject {
  const spec = fieldsOf(service.spec);
  if (service.kind !== 'Service' || spec.type === 'NodePort' || spec.type === 'LoadBalancer') return service;
  const given = fieldsOf(fieldsOf(change).spec);
  const { healthCheckNodePort: _port, externalTrafficPolicy: _policy, ...rest } = spec;
  const ports = Array.isArray(spec.ports) ? spec.ports.map(withoutNodePort) : undefined;
  return { ...service, spec: { ...rest, ...(ports && !('ports' in given) && { ports }), ...given } };
}

function withoutNodePort(port: unknown): Fields {
  const { nodePort: _nodePort, ...rest } = fieldsOf(port);
  return rest;
}

export const patch: Verb = ({ words, objects }) => {
  const options = readOptions(words, ['--type', '--patch']);
  const { meant } = oneMeant(options);
  const text = options.value('--patch');
  if (text === undefined)
    throw new KubectlError(
      'error: must specify --patch or --patch-file containing the contents of the patch',
    );
  const type = options.value('--type') ?? 'strategic';
  const change = jsonOf(text, 'the patch');
  // Without lists a strategic merge is a merge.
  if (type !== 'merge' && !(type === 'strategic' && !text.includes('[')))
    throw new KubectlError(
      `error: --type=${type} is not supported here${type === 'strategic' ? ' for lists' : ''}, --type=merge is`,
    );
  const before = objectMeant(objects, meant);
  const after = dropTypeDependentFields(merged(before, change) as KubeObject, change);
  const same = JSON.stringify(before) === JSON.stringify(after);
  return {
    lines: [`${meant.kind.singular}/${meant.name} patched${same ? ' (no change)' : ''}`],
    ...(!same && { objects: replaced(objects, before, after) }),
  };
};
