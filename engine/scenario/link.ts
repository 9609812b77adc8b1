// Share links: `#s=<version>.<payload>`, see ../README.md. Everything is in the link; nothing goes to a server.
import type { Result } from '../problem.ts';
import type { Address } from '../trace/address.ts';
import type { Level } from '../trace/events.ts';
import type { Scenario, ScenarioCommand } from './schema.ts';

/** A moment worth sharing. */
export interface Moment {
  readonly scenario: string | Scenario;
  /** null: the scenario's own. */
  readonly probe: ScenarioCommand | null;
  readonly at: Address | null;
  readonly zoom: Level;
  /** Namespace pinned in the panes; null: follow the packet. */
  readonly focus: string | null;
  readonly pane: string | null;
}

/** The fragment of a link, `#s=1.…`. */
export async function encodeLink(_moment: Moment): Promise<string> {
  throw new Error('not written yet');
}

/** Reads a fragment from a stranger: bounded work, and a problem instead of an exception. */
export async function decodeLink(_fragment: string): Promise<Result<Moment>> {
  throw new Error('not written yet');
}
