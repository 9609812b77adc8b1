// To which nodes the packet comes.
import type { Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { enclosing } from '../../engine/trace/steps.ts';

/** The machine an event happens on; undefined: on none of those drawn. */
export const machineOf = ({ namespaces, machines }: Outline, ns: number): string | undefined =>
  machines[namespaces[ns]?.machine ?? -1]?.name;

/** From which machine to which it goes, each way once, in the order of its going. */
export function visitsOf(outline: Outline, { events }: Trace): readonly (readonly [string, string])[] {
  const ways = new Map<string, readonly [string, string]>();
  for (const { level, ns, cause } of events) {
    if (level !== 'hop' || cause < 0) continue;
    const from = machineOf(outline, events[cause]!.ns);
    const to = machineOf(outline, ns);
    if (from !== undefined && to !== undefined && from !== to) ways.set(`${from} ${to}`, [from, to]);
  }
  return [...ways.values()];
}

/** Where the packet is at an event. */
export function machineAt(outline: Outline, trace: Trace, event: number): string | undefined {
  const hop = enclosing(trace, event, 'hop');
  return machineOf(outline, trace.events[Math.max(0, hop)]?.ns ?? -1);
}
