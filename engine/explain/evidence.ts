// What stands behind the sentences: everything a decision weighed, and what would have to be different for a packet to go on.
import type { Level, Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { remediesOf } from './remedies.ts';
import { weighedParts } from './rule_parts.ts';
import type { Sentence } from './sentence.ts';
import type { Speech } from './speech.ts';
import type { Weighed } from './values.ts';
import { weighedBridge, weighedNeighbours, weighedRoutes, weighedTunnel } from './weighed.ts';

export type { Answer, Weighed } from './values.ts';

/** What was weighed: the parts of a rule, or the rows of a table. */
export type WeighedKind = 'rule' | 'routes' | 'fdb' | 'neighbours';

export interface Evidence {
  readonly kind: WeighedKind;
  readonly weighed: readonly Weighed[];
  /** Where the packet ends. */
  readonly remedies: readonly Sentence[];
}

interface Story {
  readonly trace: Trace;
  readonly outline: Outline;
}

function weighedAt(
  speech: Speech,
  { trace, outline }: Story,
  index: number,
  offset: number,
  tables: TableSet | null,
): Pick<Evidence, 'kind' | 'weighed'> {
  const event = trace.events[index]!;
  const { did, ns } = event;
  switch (did.kind) {
    case 'walk':
      return { kind: 'rule', weighed: weighedParts(speech, trace, index, offset, tables) };
    case 'route':
      return { kind: 'routes', weighed: weighedRoutes(speech, ns, did, tables) };
    case 'bridge':
      return { kind: 'fdb', weighed: weighedBridge(speech, outline, event, did, tables) };
    case 'fdb':
      return { kind: 'fdb', weighed: weighedTunnel(speech, ns, did, tables) };
    case 'neigh':
      return { kind: 'neighbours', weighed: weighedNeighbours(speech, event, outline, did, tables) };
    default:
      return { kind: 'rule', weighed: [] };
  }
}

/** The events in which a step may find a packet's end: its own, or all of its hop. */
function endsAt(trace: Trace, zoom: Level, index: number): number[] {
  const { end, level } = trace.events[index]!;
  const last = zoom === 'hop' && level === 'hop' ? end : index;
  return Array.from({ length: last - index + 1 }, (_, at) => index + at);
}

/** `tables`: those of the step's namespace as they stand at the tick. */
export function evidenceAt(
  speech: Speech,
  story: Story,
  zoom: Level,
  tick: number,
  tables: TableSet | null,
): Evidence {
  const { trace } = story;
  const index = eventOfStep(trace, zoom, tick);
  return {
    ...weighedAt(speech, story, index, ruleOffset(trace, index, tick), tables),
    remedies: endsAt(trace, zoom, index).flatMap((at) => remediesOf(speech, story, at, tables)),
  };
}
