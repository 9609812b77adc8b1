// pkg/scheduler, as far as it can be known: a pod goes to the node that has the fewest (NodeResourcesFit's LeastAllocated, of
// pods that all ask for the same).
import type { DeclaredNode } from '../manifest/node.ts';
import type { DeclaredPod } from '../manifest/pod.ts';
import type { Report } from '../manifest/report.ts';
import { hasLabels } from './pods_by_label.ts';

type Selecting = Pick<DeclaredPod, 'nodeSelector'>;

/** plugins/nodeaffinity: kubelet itself labels its node with the name. */
export function isEligible({ value: { name }, labels }: DeclaredNode, { nodeSelector }: Selecting): boolean {
  return hasLabels({ 'kubernetes.io/hostname': name, ...labels }, nodeSelector);
}

/** In the order in which they come. A pod of a dump that has no node is one for which there is none. */
export function scheduled(
  pods: readonly DeclaredPod[],
  nodes: readonly DeclaredNode[],
  report: Report,
): DeclaredPod[] {
  const places = new Places(nodes);
  for (const { value } of pods) if (value.nodeName !== null) places.take(value.nodeName);
  return pods.map((pod) => {
    if (pod.value.nodeName !== null || pod.isPending || nodes.length === 0) return pod;
    const nodeName = places.emptiest(pod);
    if (nodeName === null) {
      report.warn(pod.subject, ['spec', 'nodeSelector'], 'no node has these labels, so it is on none');
      return pod;
    }
    places.take(nodeName);
    return { ...pod, value: { ...pod.value, nodeName } };
  });
}

/** How many pods each node has. */
class Places {
  readonly #nodes: readonly DeclaredNode[];
  readonly #counts: Int32Array;
  readonly #indexes: ReadonlyMap<string, number>;
  /** The nodes that will do, by what is asked for: many pods ask for the same. */
  readonly #eligible = new Map<string, number[]>();

  constructor(nodes: readonly DeclaredNode[]) {
    this.#nodes = nodes;
    this.#counts = new Int32Array(nodes.length);
    this.#indexes = new Map(nodes.map(({ value }, at) => [value.name, at]));
  }

  take(nodeName: string): void {
    const at = this.#indexes.get(nodeName);
    if (at !== undefined) this.#counts[at]! += 1;
  }

  /** The first of those that have the fewest. */
  emptiest(pod: Selecting): string | null {
    let best: number | undefined;
    for (const at of this.#eligibleFor(pod))
      if (best === undefined || this.#counts[at]! < this.#counts[best]!) best = at;
    return best === undefined ? null : this.#nodes[best]!.value.name;
  }

  #eligibleFor(pod: Selecting): number[] {
    const key = JSON.stringify(pod.nodeSelector);
    const known = this.#eligible.get(key);
    if (known) return known;
    const found = [...this.#nodes.keys()].filter((at) => isEligible(this.#nodes[at]!, pod));
    this.#eligible.set(key, found);
    return found;
  }
}
