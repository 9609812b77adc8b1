// What page and engine say to each other. The same calls serve the worker, the command line and the tests.
import type { Problem, Result } from './problem.ts';
import type { Scenario, ScenarioCommand } from './scenario/schema.ts';
import type { Trace } from './trace/events.ts';
import type { Outline } from './trace/outline.ts';
import type { TableSet } from './trace/rows.ts';

/** A scenario to open: a library id or a whole scenario, with another probe if the person chose one. */
export interface OpenRequest {
  readonly scenario: string | Scenario;
  readonly probe: ScenarioCommand | null;
  /** What a person has typed besides, after the scenario's own commands. */
  readonly commands?: readonly ScenarioCommand[];
}

export interface Opened {
  readonly scenario: Scenario;
  /** What was declared and is left out, or looks wrong. */
  readonly warnings: readonly Problem[];
  readonly probe: ScenarioCommand;
  readonly outline: Outline;
  readonly trace: Trace;
}

export interface Engine {
  /** Builds the network, sends the probe, and tells everything that happened. Replaces what was open before. */
  open(request: OpenRequest): Promise<Result<Opened>>;
  /** All tables of a namespace of the open network as they stood before the probe. */
  tables(ns: number): Promise<TableSet>;
}
