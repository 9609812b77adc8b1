// Selectors: which pods have all the labels asked for.
import type { ManifestPod } from '../manifest/pod.ts';

type Labels = Readonly<Record<string, string>>;

/** Pods by each of their labels: a selector looks only at those that have the first one it names. */
export type PodsByLabel = ReadonlyMap<string, readonly ManifestPod[]>;

const labelKey = (namespace: string, [key, text]: readonly [string, string]) => `${namespace} ${key}=${text}`;

export function podsByLabel(pods: readonly ManifestPod[]): PodsByLabel {
  const index = new Map<string, ManifestPod[]>();
  for (const pod of pods) {
    for (const label of Object.entries(pod.labels)) {
      const key = labelKey(pod.namespace, label);
      const others = index.get(key);
      if (others) others.push(pod);
      else index.set(key, [pod]);
    }
  }
  return index;
}

/** A selector that asks for nothing finds nothing. */
export function selected(pods: PodsByLabel, namespace: string, selector: Labels): readonly ManifestPod[] {
  const [first] = Object.entries(selector);
  if (!first) return [];
  return (pods.get(labelKey(namespace, first)) ?? []).filter(({ labels }) => hasLabels(labels, selector));
}

export const hasLabels = (labels: Labels, asked: Labels) =>
  Object.entries(asked).every(([key, text]) => Object.hasOwn(labels, key) && labels[key] === text);
