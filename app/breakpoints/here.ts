// The breakpoints that would stop at the step on show: what a person most likely means.
import { type Breakpoint, chainAt, hookAt, ruleAt } from '../../engine/trace/breakpoints.ts';
import type { Level, Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { enclosing, eventOfStep, ruleOffset } from '../../engine/trace/steps.ts';

/** The innermost first. */
export function breakpointsHere(trace: Trace, outline: Outline, zoom: Level, tick: number): Breakpoint[] {
  const index = eventOfStep(trace, zoom, tick);
  const { ns: space, dev, did } = trace.events[index]!;
  const ns = outline.namespaces[space]!.name;
  const around = trace.events[enclosing(trace, index, 'stage')]?.did;
  const here: Breakpoint[] = [];
  if (did.kind === 'walk') {
    const num = did.first + ruleOffset(trace, index, tick);
    const past = num >= did.first + did.tried;
    if (!past || did.outcome.kind === 'policy')
      here.push({ kind: 'rule', ns, at: ruleAt(did.table, did.chain, past ? 0 : num) });
    here.push({ kind: 'chain', ns, at: chainAt(did.table, did.chain) });
  }
  if (around?.kind === 'table') here.push({ kind: 'hook', ns, at: hookAt(around.table, around.hook) });
  const device = outline.devices[dev];
  if (device) here.push({ kind: 'device', ns, at: device.name });
  return [...here, { kind: 'namespace', ns, at: '' }];
}
