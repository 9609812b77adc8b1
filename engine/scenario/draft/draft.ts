// A cluster that somebody is declaring: what is said of it besides its objects, the objects, and what to send through it.
import type { ProxyMode } from '../../cluster/proxy/modes.ts';
import type { Scenario, ScenarioCommand } from '../schema.ts';
import type { NetworkId } from './networks.ts';

export interface DraftSettings {
  readonly title: string;
  /** Release of Kubernetes, `1.31`. */
  readonly kubernetes: string;
  readonly network: NetworkId;
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly mode: ProxyMode;
}

/** A Kubernetes object: fields of any kind, as strangers write them. */
export type Fields = Readonly<Record<string, unknown>>;

export interface DraftObject {
  readonly value: Fields;
  /** As it was typed, comments and all; null: it has been changed since. */
  readonly text: string | null;
}

export interface Draft {
  readonly settings: DraftSettings;
  /** As text, or one by one. */
  readonly objects: string | readonly DraftObject[];
  /** null: a likely one. */
  readonly probe: ScenarioCommand | null;
  /** The scenario that is declared anew; null: there was none. */
  readonly base: Base | null;
}

/** What a form does not show, and keeps. */
export interface Base {
  /** Its cluster's objects are left out: they are the draft's. */
  readonly scenario: Scenario;
  readonly settings: DraftSettings;
  /** The nodes it had. */
  readonly nodes: readonly string[];
}
