// What page and engine say to each other. The same calls serve the worker, the command line and the tests.
import type { Format } from './capture/write/formats.ts';
import type { ClusterRows } from './cluster/kubectl/rows.ts';
import type { FindingGroup } from './find.ts';
import type { Problem, Result } from './problem.ts';
import type { Draft } from './scenario/draft/draft.ts';
import type { FileContent } from './scenario/draft/read_file.ts';
import type { Survey } from './scenario/draft/survey.ts';
import type { Scenario, ScenarioCommand } from './scenario/schema.ts';
import type { Trace } from './trace/events.ts';
import type { NodeSummary, Outline, PodSummary } from './trace/outline.ts';
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
  /** What is in the cluster that was declared; null: there is none, or it is too big to be listed. */
  readonly cluster: ClusterRows | null;
}

export interface Engine {
  /** Builds the network, sends the probe, and tells everything that happened. Replaces what was open before. */
  open(request: OpenRequest): Promise<Result<Opened>>;
  /** All tables of a namespace of the open network as they stood before the probe. */
  tables(ns: number): Promise<TableSet>;
  /** What in the open network contains a text, at most so many of each kind. */
  find(text: string, limit: number): Promise<readonly FindingGroup[]>;
  /** All nodes of a cluster of which the outline has those alone to which somebody has come; empty: it has all. */
  nodes(): Promise<readonly NodeSummary[]>;
  /** The pods on one of them. */
  pods(node: string): Promise<readonly PodSummary[]>;
  /** What a file holds. What is open stays so, here and below. */
  read(file: Blob, name: string): Promise<Result<FileContent>>;
  /** A cluster to declare: that of a scenario, or a first one under this title. Null: the scenario has no cluster. */
  draft(from: Scenario | { readonly title: string }): Promise<Draft | null>;
  /** What the cluster that somebody is declaring comes to. */
  survey(draft: Draft): Promise<Survey>;
  /** The same objects without what does not count here; null: the text cannot be read. */
  tidy(objects: string): Promise<string | null>;
  /** The open network as a file. */
  write(format: Format): Promise<Result<string | Uint8Array>>;
}
