// Which lanes there are: one for each namespace or device the trace is about, in the order in which packets come there.
import type { Trace, TraceEvent } from '../../engine/trace/events.ts';
import { kindOf } from '../../engine/trace/kind.ts';

export type LanesBy = 'whole' | 'namespace' | 'device';

export interface Lane {
  readonly key: string;
  /** Outline ids of the namespaces in it. */
  readonly spaces: readonly number[];
  /** Outline id of the device; -1 for a process, undefined for a lane that is of no device alone. */
  readonly dev?: number;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** The lane of a hop, and of all inside it. */
  of(hop: TraceEvent): number;
}

const WHOLE: Lanes = { lanes: [{ key: 'whole', spaces: [] }], of: () => 0 };

/** So many namespaces that only hear others ask for an address share one lane. */
const CROWD = 3;

const spacesOf = (hops: readonly TraceEvent[]): Set<number> => new Set(hops.map(({ ns }) => ns));

export function lanesOf(trace: Trace, by: LanesBy): Lanes {
  if (by === 'whole') return WHOLE;
  const hops = trace.events.filter(({ level }) => level === 'hop');
  const visited = spacesOf(hops.filter((hop) => kindOf(hop) !== 'arp'));
  const bystanders = [...spacesOf(hops)].filter((ns) => !visited.has(ns));
  const crowd = bystanders.length < CROWD ? [] : bystanders;
  const alone = [...visited, ...bystanders].filter((ns) => !crowd.includes(ns));
  const own = by === 'namespace' ? alone.map(laneOfSpace) : alone.flatMap((ns) => lanesOfDevices(hops, ns));
  const lanes = crowd.length === 0 ? own : [...own, { key: 'crowd', spaces: crowd }];
  const places = new Map(lanes.map(({ key }, index) => [key, index]));
  const keyOf = ({ ns, dev }: TraceEvent) => (by === 'namespace' ? `${ns}` : deviceKey(ns, dev));
  return { lanes, of: (hop) => places.get(keyOf(hop)) ?? lanes.length - 1 };
}

const laneOfSpace = (ns: number): Lane => ({ key: `${ns}`, spaces: [ns] });

const deviceKey = (ns: number, dev: number) => `${ns} ${dev}`;

function lanesOfDevices(hops: readonly TraceEvent[], ns: number): Lane[] {
  const devices = new Set(hops.filter((hop) => hop.ns === ns).map(({ dev }) => dev));
  return [...devices].map((dev) => ({ key: deviceKey(ns, dev), spaces: [ns], dev }));
}
