// A trace as data that can be copied: the engine's own is not, for it gathers what a walk can tell only when somebody looks.
import type { Trace, TraceEvent, Walk } from './events.ts';

function plainWalk(walk: Walk): Walk {
  const { kind, table, chain, first, tried, matched, failed, outcome, record, traced, mark } = walk;
  return { kind, table, chain, first, tried, matched, failed, outcome, record, traced, mark };
}

/** The trace as plain data, for doors that carry nothing else: every walk's evidence is gathered. */
export function plainTrace(trace: Trace): Trace {
  const plain = (event: TraceEvent): TraceEvent =>
    event.did.kind === 'walk' ? { ...event, did: plainWalk(event.did) } : event;
  return { ...trace, events: trace.events.map(plain) };
}
