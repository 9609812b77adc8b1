// The controllers of pkg/controller (deployment, replicaset, statefulset, daemon): pods for those who ask for some and have none.
import { chosenLetters } from '../host/chosen.ts';
import type { DeclaredNode } from '../manifest/node.ts';
import type { DeclaredPod } from '../manifest/pod.ts';
import type { Report } from '../manifest/report.ts';
import type { DeclaredWorkload, WorkloadKind } from '../manifest/workload.ts';
import { podsByLabel, selected } from './pods_by_label.ts';
import { isEligible } from './scheduler.ts';

/** So many pods there may be in all. */
const MOST_PODS = 200_000;
/** Names are cut to make room (apiserver names.maxNameLength). */
const LONGEST_NAME = 63;

/** What is put behind the owner's name for its nth pod. What is drawn at random is chosen from the name; another try, another draw. */
const SUFFIXES: Readonly<Record<WorkloadKind, (path: string, nth: number, attempt: number) => string>> = {
  Deployment: (path, nth, attempt) =>
    `${chosenLetters(`pod-template-hash ${path}`, 10)}-${drawn(path, nth, attempt)}`,
  ReplicaSet: drawn,
  StatefulSet: (_path, nth) => `${nth}`,
  DaemonSet: drawn,
};

function drawn(path: string, nth: number, attempt: number): string {
  return chosenLetters(`pod ${path} ${nth} ${attempt}`, 5);
}

/** The pods that are declared, and behind them those of workloads. A dump of a cluster has both: there nobody asks for more. */
export function withWorkloads(
  workloads: readonly DeclaredWorkload[],
  pods: readonly DeclaredPod[],
  nodes: readonly DeclaredNode[],
  report: Report,
): readonly DeclaredPod[] {
  if (workloads.length === 0) return pods;
  const declared = podsByLabel(pods.map(({ value }) => value));
  const all = [...pods];
  const taken = new Set(pods.map(({ value: { namespace, name } }) => `${namespace}/${name}`));
  for (const workload of workloads) {
    if (selected(declared, workload.namespace, workload.selector).length > 0) continue;
    const places = placesOf(workload, nodes);
    if (all.length + places.count > MOST_PODS) tellTooMany(workload, report);
    if (report.firstError) break;
    for (let nth = 0; nth < places.count; nth++)
      all.push(podOf(workload, nameOf(workload, nth, taken, report), places.nodeName(nth)));
  }
  return all;
}

function tellTooMany({ subject, replicas }: DeclaredWorkload, report: Report): void {
  const most = `at most ${MOST_PODS.toLocaleString('en')} pods in all`;
  report.error(subject, ['spec', 'replicas'], `${replicas.toLocaleString('en')} are too many`, most);
}

/** A DaemonSet has a pod on each node that will do; where the others' are, the scheduler decides. */
function placesOf(workload: DeclaredWorkload, nodes: readonly DeclaredNode[]) {
  if (workload.kind !== 'DaemonSet')
    return { count: workload.replicas, nodeName: () => workload.template.nodeName };
  const eligible = nodes.filter((node) => isEligible(node, workload));
  return { count: eligible.length, nodeName: (nth: number) => eligible[nth]!.value.name };
}

const podOf = (workload: DeclaredWorkload, name: string, nodeName: string | null): DeclaredPod => ({
  subject: workload.subject,
  value: { ...workload.template, name, nodeName },
  nodeSelector: workload.nodeSelector,
  isPending: false,
});

/** Of a StatefulSet a pod has this name or none; for others there is another draw. */
function nameOf(
  { subject, kind, namespace, name }: DeclaredWorkload,
  nth: number,
  taken: Set<string>,
  report: Report,
): string {
  for (let attempt = 0; ; attempt++) {
    const suffix = SUFFIXES[kind](`${namespace}/${name}`, nth, attempt);
    const found = `${name.slice(0, LONGEST_NAME - suffix.length - 1)}-${suffix}`;
    const isFree = !taken.has(`${namespace}/${found}`);
    if (!isFree && kind !== 'StatefulSet') continue;
    if (!isFree) report.error(subject, [], `its pod ${found} is there already`, 'another name');
    taken.add(`${namespace}/${found}`);
    return found;
  }
}
