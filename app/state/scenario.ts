// What a person has asked for: a scenario, and another probe if they chose one.
import { create } from 'zustand';
import { library } from '../../engine/scenario/library/index.ts';
import type { Scenario, ScenarioCommand } from '../../engine/scenario/schema.ts';

export interface ScenarioState {
  /** A library id, or a whole scenario. */
  readonly scenario: string | Scenario;
  /** null: the scenario's own. */
  readonly probe: ScenarioCommand | null;
}

export const useScenario = create<ScenarioState>(() => ({
  scenario: library[0]!.id,
  probe: null,
  wanted: null,
}));
