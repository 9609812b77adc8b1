// Where play stops: places a person has named, and the way from one to the next.
import { create } from 'zustand';
import type { Opened } from '../../engine/protocol.ts';
import {
  type Breakpoint,
  MAX_BREAKPOINTS,
  type Stop,
  stopAfter,
  stopsOf,
} from '../../engine/trace/breakpoints.ts';
import type { Level } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { useWords } from './language.ts';
import {
  currentIndex,
  goToIndex,
  goToTick,
  pause,
  previousTick,
  tickAhead,
  usePlayback,
} from './playback.ts';
import { useSession } from './session.ts';

export const useBreakpoints = create<{ readonly breakpoints: readonly Breakpoint[] }>(() => ({
  breakpoints: [],
}));

const NO_STOPS: readonly Stop[] = [];
let known: { opened: Opened; breakpoints: readonly Breakpoint[]; stops: readonly Stop[] } | null = null;

/** Where a trace meets breakpoints; found once for both. */
export function stopsIn(opened: Opened | null, breakpoints: readonly Breakpoint[]): readonly Stop[] {
  if (!opened || breakpoints.length === 0) return NO_STOPS;
  if (known?.opened !== opened || known.breakpoints !== breakpoints)
    known = { opened, breakpoints, stops: stopsOf(opened.trace, opened.outline, breakpoints) };
  return known.stops;
}

export function useStops(): readonly Stop[] {
  const opened = useSession((session) => session.opened);
  return stopsIn(
    opened,
    useBreakpoints(({ breakpoints }) => breakpoints),
  );
}

const same = (a: Breakpoint, b: Breakpoint) => a.kind === b.kind && a.ns === b.ns && a.at === b.at;

export const isSet = (breakpoints: readonly Breakpoint[], wanted: Breakpoint): boolean =>
  breakpoints.some((each) => same(each, wanted));

export function setBreakpoints(breakpoints: readonly Breakpoint[]): void {
  if (breakpoints !== useBreakpoints.getState().breakpoints) useBreakpoints.setState({ breakpoints });
}

/** Sets a breakpoint, or takes it back. */
export function toggleBreakpoint(wanted: Breakpoint): void {
  const { breakpoints } = useBreakpoints.getState();
  const others = breakpoints.filter((each) => !same(each, wanted));
  setBreakpoints(
    others.length < breakpoints.length ? others : [...breakpoints, wanted].slice(-MAX_BREAKPOINTS),
  );
}

/** The breakpoint at a device. */
export function breakpointAt({ outline }: Opened, device: number): Breakpoint {
  const { name, ns } = outline.devices[device]!;
  return { kind: 'device', ns: outline.namespaces[ns]!.name, at: name };
}

/** Outline ids of devices at which there is a breakpoint. */
export function devicesWithStops(opened: Opened, breakpoints: readonly Breakpoint[]): ReadonlySet<number> {
  const { devices, namespaces } = opened.outline;
  const wanted = breakpoints.filter(({ kind }) => kind === 'device');
  const isWanted = ({ ns, name }: Outline['devices'][number]) =>
    wanted.some((each) => each.at === name && (each.ns === '' || each.ns === namespaces[ns]!.name));
  return new Set(wanted.length === 0 ? [] : devices.filter(isWanted).map(({ id }) => id));
}

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

/** A stop is shown at the zoom of the moment, or at one as fine as it needs. */
export function goToStop({ tick, level }: Stop): void {
  pause();
  const { zoom } = usePlayback.getState();
  if (ZOOMS.indexOf(level) > ZOOMS.indexOf(zoom)) usePlayback.setState({ zoom: level });
  goToTick(tick);
}

const stopsNow = () => stopsIn(useSession.getState().opened, useBreakpoints.getState().breakpoints);

/** The stop behind a position. */
export function stopAhead(stops: readonly Stop[], zoom: Level, tick: number): Stop | null {
  const { opened } = useSession.getState();
  return opened ? stopAfter(opened.trace, stops, zoom, tick) : null;
}

function nextStop(): Stop | null {
  const { zoom, tick } = usePlayback.getState();
  return stopAhead(stopsNow(), zoom, tick);
}

/** What breakpoints are called. */
export function useBreakpointName(): (breakpoint: Breakpoint) => string {
  const { named } = useWords('breakpoints');
  return ({ kind, ns, at }) => named[kind](at.replace(/^:/, ''), ns === '' ? null : ns);
}

/** Names of the breakpoints that are met at the step on show, behind the one before it; empty where there are none. */
export function useStopHere(): string {
  const opened = useSession((session) => session.opened);
  const { breakpoints } = useBreakpoints();
  const name = useBreakpointName();
  const stops = stopsIn(opened, breakpoints);
  return usePlayback(({ zoom, tick }) => {
    if (!opened || stops.length === 0) return '';
    const before = previousTick(opened.trace, zoom, tick);
    const met = stops.filter((stop) => stop.tick > before && stop.tick <= tick);
    return [...new Set(met.map(({ breakpoint }) => name(breakpoints[breakpoint]!)))].join(', ');
  });
}

export function goToNextStop(): void {
  const stop = nextStop();
  if (stop) goToStop(stop);
}

export function goToPreviousStop(): void {
  const { opened } = useSession.getState();
  if (!opened) return;
  const { zoom, tick } = usePlayback.getState();
  const before = previousTick(opened.trace, zoom, tick);
  const stop = stopsNow().findLast((each) => each.tick <= before);
  if (stop) goToStop(stop);
}

/** One step of play: to the next step, or to what it would step over. */
export function playOn(): void {
  const stop = nextStop();
  if (stop && stop.tick <= tickAhead()) goToStop(stop);
  else goToIndex(currentIndex() + 1);
}
