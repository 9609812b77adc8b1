// What a person has asked for: a scenario, what they changed in it, and another probe if they chose one.
import { create } from 'zustand';
import { FIRST_SCENARIO } from '../../engine/scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from '../../engine/scenario/schema.ts';
import { useScenarioText } from './language.ts';
import { useSession } from './session.ts';

export interface ScenarioState {
  /** A library id, or a whole scenario. */
  readonly scenario: string | Scenario;
  /** null: the scenario's own. */
  readonly probe: ScenarioCommand | null;
  /** What they typed to edit the network, in order. */
  readonly commands: readonly ScenarioCommand[];
}

export const useScenario = create<ScenarioState>(() => ({
  scenario: FIRST_SCENARIO,
  probe: null,
  commands: [],
}));

/** What the network on show is called; undefined while there is none. */
export function useTitle(): string | undefined {
  const own = useSession((session) => session.opened?.outline.title);
  const text = useScenarioText(useScenario((state) => state.scenario));
  return own && (text?.heading ?? own);
}

/** Whole scenarios are compared by what they say: each link brings an object of its own. */
export function sameScenario(a: ScenarioState['scenario'], b: ScenarioState['scenario']): boolean {
  if (a === b || typeof a === 'string' || typeof b === 'string') return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}
