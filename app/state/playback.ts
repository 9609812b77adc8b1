// Where a person stands in a trace: a tick, the zoom at which they step, and whether time runs by itself. In a comparison the
// other network stands beside it, and what one steps through are the rows of both.
import { create } from 'zustand';
import type { Opened } from '../../engine/protocol.ts';
import type { Level, Trace } from '../../engine/trace/events.ts';
import { stepIndex, stepsAt } from '../../engine/trace/steps.ts';
import { useComparison } from './comparison.ts';
import { used } from './hints.ts';
import { useOpened, useSession } from './session.ts';

export interface Playback {
  readonly tick: number;
  readonly zoom: Level;
  readonly playing: boolean;
  /** The tick at which the other network of a comparison stands; -1 when it has not begun, or there is none. */
  readonly beside: number;
}

export const usePlayback = create<Playback>(() => ({ tick: 0, zoom: 'hop', playing: false, beside: -1 }));

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

/** What one steps through: for each stop the tick of the network on show, and of the other if there is one. */
interface Stops {
  readonly ticks: Int32Array;
  readonly beside: Int32Array | null;
}

function stopsAt(
  trace: Trace | undefined,
  zoom: Level,
  { rows }: Pick<ReturnType<typeof useComparison.getState>, 'rows'>,
): Stops {
  if (!rows) return { ticks: stepsOf(trace, zoom), beside: null };
  const { left, right } = rows(zoom);
  return { ticks: left, beside: right };
}

const currentStops = () =>
  stopsAt(useSession.getState().opened?.trace, usePlayback.getState().zoom, useComparison.getState());

/** The stop at or behind both ticks. */
function stopIndex({ ticks, beside }: Stops, at: Pick<Playback, 'tick' | 'beside'>): number {
  const own = stepIndex(ticks, at.tick);
  return beside && at.beside >= 0 ? Math.max(own, stepIndex(beside, at.beside)) : own;
}

/** Index of the current stop among those of the current zoom. */
export function currentIndex(): number {
  return stopIndex(currentStops(), usePlayback.getState());
}

/** The tick of the stop behind the current one; its own at the end. */
export function tickAhead(): number {
  const { ticks } = currentStops();
  return ticks[Math.min(ticks.length - 1, currentIndex() + 1)] ?? -1;
}

/** The tick of the step before a tick; -1 when there is none. */
export function previousTick(trace: Trace, zoom: Level, tick: number): number {
  const steps = stepsOf(trace, zoom);
  return steps[stepIndex(steps, tick) - 1] ?? -1;
}

export function goToIndex(index: number): void {
  const { ticks, beside } = currentStops();
  if (ticks.length === 0) return;
  const at = Math.max(0, Math.min(ticks.length - 1, index));
  const isEnd = at === ticks.length - 1;
  usePlayback.setState(({ playing }) => ({
    tick: ticks[at]!,
    beside: beside?.[at] ?? -1,
    playing: playing && !isEnd,
  }));
}

/** Goes to the stop that shows a tick of the network on show; with another, to the one at which that is shown, too. */
export function goToTick(tick: number, beside = -1): void {
  goToIndex(stopIndex(currentStops(), { tick, beside }));
}

/** Goes to the first stop that shows a tick of the other network. */
export function goToTickBeside(tick: number): void {
  const { beside } = currentStops();
  if (beside) goToIndex(stepIndex(beside, tick));
}

export function stepBy(count: number): void {
  used('step');
  pause();
  goToIndex(currentIndex() + count);
}

export function goToEnd(): void {
  pause();
  goToIndex(currentStops().ticks.length - 1);
}

export function goToStart(): void {
  pause();
  goToIndex(0);
}

/** Stays at the same moment: at the step of the new zoom that shows it. */
export function setZoom(zoom: Level): void {
  usePlayback.setState({ zoom });
  const { tick, beside } = usePlayback.getState();
  goToTick(tick, beside);
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
  const { ticks } = currentStops();
  if (ticks.length < 2) return;
  if (currentIndex() === ticks.length - 1) goToIndex(0);
  used('step');
  usePlayback.setState({ playing: true });
}

function useStops(): Stops {
  const trace = useSession((session) => session.opened?.trace);
  const rows = useComparison((comparison) => comparison.rows);
  const zoom = usePlayback((playback) => playback.zoom);
  return stopsAt(trace, zoom, { rows });
}

/** How many stops there are at the zoom on show, and the one at which a person stands. */
export function useStop(): { readonly index: number; readonly count: number } {
  const stops = useStops();
  const index = usePlayback((playback) => stopIndex(stops, playback));
  return { index, count: stops.ticks.length };
}

/** The step that is spoken of, and whose it is: that of the other network where only this has such a step. */
export function useSpoken(): { readonly opened: Opened; readonly zoom: Level; readonly tick: number } {
  const opened = useOpened();
  const { rows, opened: other } = useComparison();
  const { tick, zoom } = usePlayback();
  const { index } = useStop();
  const row = rows?.(zoom).rows[index];
  return other && row && row.left < 0 ? { opened: other, zoom, tick: row.right } : { opened, zoom, tick };
}

/** Index of the step on show among those of its zoom. */
export function useStepIndex(): number {
  const trace = useSession((session) => session.opened?.trace);
  return usePlayback(({ zoom, tick }) => (trace ? stepIndex(stepsOf(trace, zoom), tick) : 0));
}
