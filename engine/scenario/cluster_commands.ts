// Which of the lines that a person types are for the cluster, and not for one of its machines.
import { parseLine } from '../shell/line.ts';
import type { ScenarioCommand } from './schema.ts';

/** Where it is typed does not matter: whoever has access to the cluster may be on no machine of it. */
export function isOfCluster({ run }: ScenarioCommand): boolean {
  const stages = run.includes('kubectl') ? parseLine(run) : '';
  return typeof stages !== 'string' && stages.at(-1)!.words[0] === 'kubectl';
}
