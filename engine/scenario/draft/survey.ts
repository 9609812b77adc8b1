// What a draft comes to: the scenario that it is, or what is wrong with it; and for a form, what was given out.
import { ok, type Problem, type Result } from '../../problem.ts';
import { readCluster } from '../declared/read_cluster.ts';
import { parseScenario, type Scenario } from '../schema.ts';
import { objectsOf, textOf } from './documents.ts';
import type { Draft, DraftObject } from './draft.ts';
import { type Places, placesOf } from './places.ts';
import { clusterFrom, scenarioFrom } from './scenario_from.ts';
import { wrongSetting } from './settings.ts';
import { likelyProbe, type Target, targetsOf } from './targets.ts';

export interface Survey {
  /** All objects, as they would be applied. */
  readonly text: string;
  /** One by one; null: they are too many, or the text cannot be taken apart. */
  readonly objects: readonly DraftObject[] | null;
  readonly outcome: Result<Surveyed>;
}

export interface Surveyed {
  /** With the draft's probe, or a likely one. */
  readonly scenario: Scenario;
  readonly warnings: readonly Problem[];
  readonly places: Places;
  readonly targets: readonly Target[];
}

export function survey(draft: Draft): Survey {
  const text = textOf(draft.objects);
  const objects = typeof draft.objects === 'string' ? objectsOf(text) : draft.objects;
  return { text, objects, outcome: surveyed(draft, text) };
}

function surveyed(draft: Draft, objects: string): Result<Surveyed> {
  const wrong = wrongSetting(draft.settings);
  if (wrong) return wrong;
  const cluster = clusterFrom(draft, objects);
  const read = readCluster(cluster);
  if (!read.ok) return inObjects(read.problem);
  const { cluster: found, manifest } = read.value;
  const places = placesOf(found, Object.keys(draft.base?.scenario.machines ?? {}));
  const targets = targetsOf(places);
  const probe = draft.probe ?? likelyProbe(places, targets);
  const scenario = parseScenario(scenarioFrom(draft, cluster, found, probe));
  if (!scenario.ok) return scenario;
  return ok({ scenario: scenario.value, warnings: manifest.warnings, places, targets });
}

/** Of a draft they are the whole text: that a scenario will have them in its cluster says nothing to who writes them. */
const inObjects = ({ where, ...rest }: Problem): Result<never> => ({
  ok: false,
  problem: { ...rest, where: where.replace(/^cluster\.objects: /, '') },
});
