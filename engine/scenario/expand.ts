// What a scenario declares (a cluster, Docker hosts) becomes machines. What that takes (YAML, Kubernetes, its programs) is loaded
// when somebody declares something.
import type { ClusterRows } from '../cluster/kubectl/rows.ts';
import { ok, type Problem, problem, type Result } from '../problem.ts';
import type { ControlPlane } from '../world/control_plane.ts';
import { isOfCluster } from './cluster_commands.ts';
import type { MachineSource } from './machine_source.ts';
import type { Scenario } from './schema.ts';

export interface Expanded {
  /** The same without a cluster and without Docker: all machines with what these leave on them. */
  readonly scenario: Scenario;
  /** What was declared and is left out, or looks wrong. */
  readonly warnings: readonly Problem[];
  /** The machines of a cluster of many, which are not written out; null: there are none. */
  readonly source: MachineSource | null;
  /** Null: there is no cluster. */
  readonly controlPlane: ControlPlane | null;
  /** What is in the cluster; null: there is none, or it is too big to be listed. */
  readonly cluster: ClusterRows | null;
}

/** Commands for the cluster are carried out, and no more among those of the result. */
export async function expand(scenario: Scenario): Promise<Result<Expanded>> {
  const stray = scenario.cluster ? -1 : (scenario.commands ?? []).findIndex(isOfCluster);
  if (stray >= 0) return problem(`commands.${stray}`, 'there is no cluster that kubectl could talk to');
  if (!isDeclared(scenario))
    return ok({ scenario, warnings: [], source: null, controlPlane: null, cluster: null });
  const { derive } = await import('./declared/derive.ts');
  return derive(scenario);
}

const isDeclared = ({ cluster, machines }: Scenario) =>
  cluster !== undefined || Object.values(machines).some(({ docker }) => docker !== undefined);
