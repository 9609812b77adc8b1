// What a scenario declares (a cluster, Docker hosts) becomes machines. What that takes (YAML, Kubernetes, its programs) is loaded
// when somebody declares something.
import { ok, type Problem, type Result } from '../problem.ts';
import type { MachineSource } from './machine_source.ts';
import type { Scenario } from './schema.ts';

export interface Expanded {
  /** The same without a cluster and without Docker: all machines with what these leave on them. */
  readonly scenario: Scenario;
  /** What was declared and is left out, or looks wrong. */
  readonly warnings: readonly Problem[];
  /** The machines of a cluster of many, which are not written out; null: there are none. */
  readonly source: MachineSource | null;
}

export async function expand(scenario: Scenario): Promise<Result<Expanded>> {
  if (!isDeclared(scenario)) return ok({ scenario, warnings: [], source: null });
  const { derive } = await import('./declared/derive.ts');
  return derive(scenario);
}

const isDeclared = ({ cluster, machines }: Scenario) =>
  cluster !== undefined || Object.values(machines).some(({ docker }) => docker !== undefined);
