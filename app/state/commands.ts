// Commands by what they say: each link and each library brings objects of its own.
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';

export const isSameCommand = (a: ScenarioCommand, b: ScenarioCommand): boolean =>
  a.in === b.in && a.run === b.run;

export const isSameEdits = (a: readonly ScenarioCommand[], b: readonly ScenarioCommand[]): boolean =>
  a.length === b.length && a.every((command, index) => isSameCommand(command, b[index]!));
