// Which of the lines that a person types are for the cluster, and not for one of its machines.
import { parseLine } from '../shell/line.ts';
import type { ScenarioCommand } from './schema.ts';

/** Where such a line is said to be typed: whoever has access to the cluster is on no machine of it. */
export const CLUSTER = 'cluster';

export function isOfCluster({ run }: ScenarioCommand): boolean {
  const stages = run.includes('kubectl') ? parseLine(run) : '';
  return typeof stages !== 'string' && stages.at(-1)!.words[0] === 'kubectl';
}
