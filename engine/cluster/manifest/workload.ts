// Deployment, ReplicaSet, StatefulSet and DaemonSet of apps/v1: what pods they ask for, and how many.
import * as v from 'valibot';
import type { KubernetesObject } from './objects_in.ts';
import { asSpecified, type ManifestPod, PodTemplate } from './pod.ts';
import type { Report, Subject } from './report.ts';
import { checked, fields, list, Metadata, number, some, Texts } from './schema.ts';

export interface DeclaredWorkload {
  readonly subject: Subject;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  /** Of no meaning to a DaemonSet: one for each node. */
  readonly replicas: number;
  /** matchLabels. */
  readonly selector: Readonly<Record<string, string>>;
  /** Its pods, but for their names. */
  readonly template: ManifestPod;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

const shared = {
  selector: fields({ matchLabels: Texts, matchExpressions: list(some({})) }),
  template: PodTemplate,
};
const replicated = { ...shared, replicas: v.nullish(number(0, 2 ** 31 - 1, 'a number of pods'), 1) };

const workloadSchema = <const Spec extends v.GenericSchema>(spec: Spec) =>
  fields({ metadata: Metadata, spec }, 'apiVersion kind status');

export const WORKLOADS = {
  Deployment: workloadSchema(
    fields(replicated, 'strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds'),
  ),
  ReplicaSet: workloadSchema(fields(replicated, 'minReadySeconds')),
  StatefulSet: workloadSchema(
    fields(
      replicated,
      'serviceName volumeClaimTemplates podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals',
    ),
  ),
  DaemonSet: workloadSchema(fields(shared, 'updateStrategy minReadySeconds revisionHistoryLimit')),
};

export type WorkloadKind = keyof typeof WORKLOADS;

/** null also for what another has made, as a Deployment its ReplicaSets: pods are the owner's to ask for. */
export const workloadReader =
  (kind: WorkloadKind) =>
  (object: KubernetesObject, report: Report): DeclaredWorkload | null => {
    const raw = checked(WORKLOADS[kind], object, report);
    if (!raw || raw.metadata.ownerReferences.some(({ controller }) => controller)) return null;
    const { subject } = object;
    const { metadata, spec } = raw;
    const { namespace, name } = metadata;
    const { selector, template } = spec;
    const { labels } = template.metadata;
    const stray = Object.entries(selector.matchLabels).find(([key, text]) => labels[key] !== text);
    if (stray)
      report.error(
        subject,
        ['spec', 'template', 'metadata', 'labels'],
        `they lack ${stray.join('=')} of the selector`,
        'all labels of spec.selector',
      );
    const field = ['spec', 'template', 'spec'];
    return {
      subject,
      kind,
      namespace,
      name,
      replicas: 'replicas' in spec ? spec.replicas : 0,
      selector: selector.matchLabels,
      template: asSpecified({ namespace, name, labels }, template.spec, field, subject, report),
      nodeSelector: template.spec.nodeSelector,
    };
  };
