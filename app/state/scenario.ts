// What a person has asked for: a scenario, what they changed in it, and another probe if they chose one.
import { create } from 'zustand';
import { FIRST_SCENARIO } from '../../engine/scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from '../../engine/scenario/schema.ts';

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
