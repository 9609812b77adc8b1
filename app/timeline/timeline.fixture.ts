// Networks of the library as the timeline has them.

import { createEngine } from '../../engine/serve.ts';
import type { Level } from '../../engine/trace/events.ts';
import { stepsAt } from '../../engine/trace/steps.ts';
import { type LanesBy, lanesOf } from './lanes.ts';
import { marksOf } from './marks.ts';
import type { View } from './view.ts';
import { whole } from './window.ts';

export async function chartOf(
  scenario: string,
  { zoom = 'hop', by = 'namespace' }: { zoom?: Level; by?: LanesBy } = {},
) {
  const opened = await createEngine().open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { trace, outline } = opened.value;
  const steps = stepsAt(trace, zoom);
  const lanes = lanesOf(trace, by);
  const marks = marksOf(trace, zoom, steps, lanes);
  const view: View = { window: whole(marks.count), width: 1000, height: 18 };
  return { trace, outline, steps, lanes, marks, view };
}
