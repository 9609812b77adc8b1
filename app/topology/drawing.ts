// What is drawn of a network in a room of some shape: its boxes and lines, and the ways between them.
import type { Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { type Graph, graphOf } from './graph.ts';
import { type Layout, layoutOf } from './layout.ts';

export interface Drawing {
  readonly layout: Layout;
  readonly graph: Graph;
}

/** Loopback devices through which something passes. */
function usedLoopbacks(outline: Outline, trace: Trace): Set<number> {
  return new Set(
    trace.events.map((event) => event.dev).filter((dev) => outline.devices[dev]?.kind === 'loopback'),
  );
}

export function drawingOf(outline: Outline, trace: Trace, aspect: number): Drawing {
  const layout = layoutOf(outline, { aspect, shown: usedLoopbacks(outline, trace) });
  return { layout, graph: graphOf(outline, layout) };
}
