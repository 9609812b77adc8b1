// Which pods stand behind a service: those with the labels of its selector. To choose one is to label it.
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import {
  groupOf,
  hasLabels,
  isWorkload,
  labelsOf,
  nameOf,
  namespaceOf,
  putLabels,
  putSelector,
  type Row,
  selectorOf,
} from './objects.ts';

/** Pods and what makes pods, of the service's namespace. */
export const candidates = (rows: readonly Row[], service: Fields) =>
  rows.filter(({ value }) => groupOf(value) === 'pod' && namespaceOf(value) === namespaceOf(service));

export const isBehind = (service: Fields, pod: Fields) => hasLabels(labelsOf(pod), selectorOf(service));

/** The service and the pod as they are when the pod stands behind it, or no longer does. */
export function chosen(service: Fields, pod: Fields, isChosen: boolean): { service: Fields; pod: Fields } {
  const labels = labelsOf(pod);
  const selector = selectorOf(service);
  if (!isChosen) {
    // What makes pods cannot do without a label to find them by.
    const [key] = Object.keys(selector);
    const { [key ?? '']: _, ...others } = labels;
    return { service, pod: putLabels(pod, isWorkload(pod) ? { workload: nameOf(pod), ...others } : others) };
  }
  const asked = Object.keys(selector).length > 0 ? selector : firstSelector(service, labels);
  return { service: putSelector(service, asked), pod: putLabels(pod, { ...labels, ...asked }) };
}

/** A service that selects nothing yet selects what its first pod is. */
function firstSelector(service: Fields, labels: Readonly<Record<string, string>>) {
  const [first] = Object.entries(labels);
  if (labels.app !== undefined) return { app: labels.app };
  return first ? { [first[0]]: first[1] } : { app: nameOf(service) };
}
