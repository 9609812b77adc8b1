// k8s.io/apimachinery meta.RESTMapper, as far as these kinds go: what a person may call them, and what kubectl answers with.
import { KubectlError } from './error.ts';

export interface Kind {
  readonly kind: string;
  readonly apiVersion: string;
  /** As kubectl's errors name it: `deployments.apps`. */
  readonly plural: string;
  /** As kubectl's answers name it: `deployment.apps`. */
  readonly singular: string;
  readonly names: readonly string[];
  readonly namespaced: boolean;
}

function kindOf(kind: string, apiVersion: string, names: readonly string[], namespaced = true): Kind {
  const lower = kind.toLowerCase();
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  const plural = lower.endsWith('s') ? lower : `${lower}s`;
  return {
    kind,
    apiVersion,
    plural: `${plural}${group}`,
    singular: `${lower}${group}`,
    names: [lower, plural, `${plural}${group}`, `${lower}${group}`, ...names],
    namespaced,
  };
}

const KINDS: readonly Kind[] = [
  kindOf('Node', 'v1', ['no'], false),
  kindOf('Pod', 'v1', ['po']),
  kindOf('Service', 'v1', ['svc']),
  kindOf('Endpoints', 'v1', ['ep']),
  kindOf('EndpointSlice', 'discovery.k8s.io/v1', []),
  kindOf('Deployment', 'apps/v1', ['deploy']),
  kindOf('ReplicaSet', 'apps/v1', ['rs']),
  kindOf('StatefulSet', 'apps/v1', ['sts']),
  kindOf('DaemonSet', 'apps/v1', ['ds']),
  kindOf('ConfigMap', 'v1', ['cm']),
];

export function kindNamed(name: string): Kind {
  const found = KINDS.find(({ names }) => names.includes(name.toLowerCase()));
  if (!found) throw new KubectlError(`error: the server doesn't have a resource type "${name}"`);
  return found;
}

export function kindOfObject(apiVersion: unknown, kind: unknown): Kind {
  const found = KINDS.find((each) => each.kind === kind && each.apiVersion === apiVersion);
  if (!found)
    throw new KubectlError(
      `error: resource mapping not found for ${String(kind)} of ${String(apiVersion)}: no matches for kind`,
    );
  return found;
}
