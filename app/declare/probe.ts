// The probe of a draft while the draft changes: it goes on to the same target, wherever that is now.
import type { Surveyed } from '../../engine/scenario/draft/survey.ts';
import type { Target } from '../../engine/scenario/draft/targets.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';

/** Where a probe can start. */
export const startsOf = ({ pods, nodes }: Surveyed['places']) => [
  ...pods.map(({ place }) => place),
  ...nodes.map(({ name }) => name),
];

/** null: who would send it, or what it would be sent to, is gone. */
export function kept(
  probe: ScenarioCommand | null,
  before: Surveyed | null,
  now: Surveyed,
): ScenarioCommand | null {
  if (!probe || !before) return probe;
  const isGone = startsOf(before.places).includes(probe.in) && !startsOf(now.places).includes(probe.in);
  const target = before.targets.find(({ run }) => run === probe.run);
  const same = target && sameTarget(target, now.targets);
  if (isGone || (target && !same)) return null;
  return same && same.run !== probe.run ? { ...probe, run: same.run } : probe;
}

const portOf = ({ address }: Target) => address.split(':')[1];

/** At its port, or at whichever it has now. */
function sameTarget(target: Target, targets: readonly Target[]): Target | undefined {
  const named = targets.filter(({ kind, name }) => kind === target.kind && name === target.name);
  return named.find((each) => portOf(each) === portOf(target)) ?? named[0];
}
