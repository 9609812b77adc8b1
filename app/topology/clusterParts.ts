// Which of what is drawn are nodes and pods of the cluster that was declared.
import type { ClusterRows } from '../../engine/cluster/kubectl/rows.ts';
import type { Outline } from '../../engine/trace/outline.ts';

export interface ClusterParts {
  /** Keys of pods, by their namespaces. */
  readonly pods: ReadonlyMap<number, string>;
  /** Names of nodes, by their own namespaces, and by machines. */
  readonly nodes: ReadonlyMap<number, string>;
  readonly machines: ReadonlyMap<number, string>;
}

/** Pods made for a workload are its own, and in nobody's hand. */
export function clusterParts(outline: Outline, cluster: ClusterRows | null): ClusterParts {
  const nodes = new Set(cluster?.nodes.map(({ name }) => name));
  const podAt = new Map<string, string>();
  for (const { namespace, name, node, image } of cluster?.pods ?? []) {
    if (node === null || image === null) continue;
    podAt.set(`${node}/${name}`, `${namespace}/${name}`);
    podAt.set(`${node}/${namespace}.${name}`, `${namespace}/${name}`);
  }
  const found = { pods: new Map<number, string>(), nodes: new Map<number, string>(), machines: new Map() };
  for (const { id, name, root, machine } of outline.namespaces) {
    const pod = podAt.get(name);
    if (pod !== undefined) found.pods.set(id, pod);
    if (!root || !nodes.has(name)) continue;
    found.nodes.set(id, name);
    found.machines.set(machine, name);
  }
  return found;
}
