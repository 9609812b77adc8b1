// Where what was found leads: to a place in the drawing, to a row in its table, or to the first step at it.
import type { Finding } from '../../engine/find.ts';
import type { Opened } from '../../engine/protocol.ts';
import { type Breakpoint, firstStop, type Stop } from '../../engine/trace/breakpoints.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { firstUse } from '../../engine/trace/uses.ts';
import { goToStop } from '../state/breakpoints.ts';
import { seek, showRow } from '../state/selection.ts';

/** What was found as a place that a packet can come to; null for rows that are only looked at. */
function placeOf(outline: Outline, { kind, ns: id, device, key }: Finding): Breakpoint | null {
  const ns = outline.namespaces[id]!.name;
  switch (kind) {
    case 'namespace':
      return { kind, ns, at: '' };
    case 'device':
      return { kind, ns, at: outline.devices[device]!.name };
    case 'chain':
      return { kind, ns, at: key.replace(/:0$/, '') };
    case 'rule':
      return { kind, ns, at: key };
    default:
      return null;
  }
}

/** The first step there; null when a packet never comes there. */
export function firstStep({ trace, outline }: Opened, finding: Finding): Stop | null {
  const place = placeOf(outline, finding);
  if (place) return firstStop(trace, outline, place);
  const { kind, ns, key } = finding;
  const index = kind === 'namespace' || kind === 'device' ? -1 : firstUse(trace, ns, kind, key);
  return index < 0 ? null : { tick: trace.ticks[index]!, level: 'stage', breakpoint: -1 };
}

export function show({ kind, ns, device, key }: Finding): void {
  if (kind === 'namespace' || kind === 'device') seek(ns, device);
  else showRow({ ns, table: kind, key });
}

/** The step first: what is pointed at is so until the next step. */
export function goToFirst(opened: Opened, finding: Finding): void {
  const first = firstStep(opened, finding);
  if (first) goToStop(first);
  show(finding);
}
