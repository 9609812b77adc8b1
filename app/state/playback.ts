// Where a person stands in a trace: a tick, the zoom at which they step, and whether time runs by itself.
import { create } from 'zustand';
import type { Level, Trace } from '../../engine/trace/events.ts';
import { stepIndex, stepsAt } from '../../engine/trace/steps.ts';
import { useSession } from './session.ts';

export interface Playback {
  readonly tick: number;
  readonly zoom: Level;
  readonly playing: boolean;
}

export const usePlayback = create<Playback>(() => ({ tick: 0, zoom: 'hop', playing: false }));

const NO_STEPS = new Int32Array();
const known = new WeakMap<Trace, Map<Level, Int32Array>>();

/** The ticks at which a zoom stops, computed once for a trace. */
export function stepsOf(trace: Trace | undefined, zoom: Level): Int32Array {
  if (!trace) return NO_STEPS;
  const zooms = known.get(trace) ?? new Map<Level, Int32Array>();
  known.set(trace, zooms);
  const steps = zooms.get(zoom) ?? stepsAt(trace, zoom);
  zooms.set(zoom, steps);
  return steps;
}

const currentSteps = () => stepsOf(useSession.getState().opened?.trace, usePlayback.getState().zoom);

/** Index of the current step among those of the current zoom. */
export function currentIndex(): number {
  return stepIndex(currentSteps(), usePlayback.getState().tick);
}

/** The tick of the step before a tick; -1 when there is none. */
export function previousTick(trace: Trace, zoom: Level, tick: number): number {
  const steps = stepsOf(trace, zoom);
  return steps[stepIndex(steps, tick) - 1] ?? -1;
}

export function goToIndex(index: number): void {
  const steps = currentSteps();
  if (steps.length === 0) return;
  const tick = steps[Math.max(0, Math.min(steps.length - 1, index))]!;
  const end = tick === steps[steps.length - 1];
  usePlayback.setState(({ playing }) => ({ tick, playing: playing && !end }));
}

/** Goes to the step that shows a tick. */
export function goToTick(tick: number): void {
  goToIndex(stepIndex(currentSteps(), tick));
}

export function stepBy(count: number): void {
  pause();
  goToIndex(currentIndex() + count);
}

export function goToEnd(): void {
  pause();
  goToIndex(currentSteps().length - 1);
}

export function goToStart(): void {
  pause();
  goToIndex(0);
}

/** Stays at the same moment: at the step of the new zoom that shows it. */
export function setZoom(zoom: Level): void {
  usePlayback.setState({ zoom });
  goToTick(usePlayback.getState().tick);
}

export function pause(): void {
  usePlayback.setState({ playing: false });
}

/** Runs, or stops; at the end it starts over. */
export function togglePlay(): void {
  if (usePlayback.getState().playing) {
    pause();
    return;
  }
  const steps = currentSteps();
  if (steps.length < 2) return;
  if (currentIndex() === steps.length - 1) goToIndex(0);
  usePlayback.setState({ playing: true });
}

/** Steps of the zoom on show. */
export function useSteps(): Int32Array {
  const trace = useSession((session) => session.opened?.trace);
  const zoom = usePlayback((playback) => playback.zoom);
  return stepsOf(trace, zoom);
}
