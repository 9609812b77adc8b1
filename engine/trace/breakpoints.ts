// Where a person wants to stop, and where a trace meets it. Addresses, not indexes, so that they outlive a better engine.
import type { HookName, Level, Trace, TraceEvent } from './events.ts';
import type { Outline } from './outline.ts';
import type { TableKind } from './rows.ts';
import { enclosing, eventAt, lastTick } from './steps.ts';

export const BREAKPOINT_KINDS = ['device', 'namespace', 'hook', 'chain', 'rule', 'drop', 'rewrite'] as const;
export type BreakpointKind = (typeof BREAKPOINT_KINDS)[number];

export interface Breakpoint {
  readonly kind: BreakpointKind;
  /** The namespace's name; empty: wherever it happens. */
  readonly ns: string;
  /**
   * A device's name; `nat:PREROUTING`, or `:PREROUTING` for every table at a hook; `nat:KUBE-SERVICES`; `nat:KUBE-SERVICES:3`,
   * of which 0 is the chain's policy. Empty for what needs none.
   */
  readonly at: string;
}

/** More than anybody sets; a link with more is refused. */
export const MAX_BREAKPOINTS = 50;

export interface Stop {
  /** The first tick of what was waited for. */
  readonly tick: number;
  /** The coarsest zoom that can show it. */
  readonly level: Level;
  /** Which of the breakpoints this is. */
  readonly breakpoint: number;
}

export const hookAt = (table: TableKind | '', hook: HookName) => `${table}:${hook}`;
export const chainAt = (table: TableKind, chain: string) => `${table}:${chain}`;
export const ruleAt = (table: TableKind, chain: string, num: number) => `${table}:${chain}:${num}`;

interface Scene {
  readonly trace: Trace;
  readonly outline: Outline;
}

interface Meeting {
  readonly level: Level;
  /** The tick at which an event is what is waited for; null: it is not. */
  tick(scene: Scene, event: TraceEvent, index: number, at: string): number | null;
}

/** A packet comes into a namespace from another one, or is made there. */
function isEntry(trace: Trace, { level, ns, cause }: TraceEvent): boolean {
  return level === 'hop' && trace.events[cause]?.ns !== ns;
}

function ruleTick(trace: Trace, { did }: TraceEvent, index: number, at: string): number | null {
  if (did.kind !== 'walk' || !at.startsWith(`${chainAt(did.table, did.chain)}:`)) return null;
  const num = Number(at.slice(at.lastIndexOf(':') + 1));
  if (num === 0) return did.outcome.kind === 'policy' ? lastTick(trace, index) : null;
  const offset = num - did.first;
  return offset >= 0 && offset < did.tried ? trace.ticks[index]! + offset : null;
}

const MEETINGS: Readonly<Record<BreakpointKind, Meeting>> = {
  device: {
    level: 'hop',
    tick: ({ trace, outline }, event, index, at) =>
      event.level === 'hop' && outline.devices[event.dev]?.name === at ? trace.ticks[index]! : null,
  },
  namespace: {
    level: 'hop',
    tick: ({ trace }, event, index) => (isEntry(trace, event) ? trace.ticks[index]! : null),
  },
  hook: {
    level: 'stage',
    tick: ({ trace }, { did }, index, at) =>
      did.kind === 'table' && (at === hookAt(did.table, did.hook) || at === hookAt('', did.hook))
        ? trace.ticks[index]!
        : null,
  },
  chain: {
    level: 'rule',
    tick: ({ trace }, { did }, index, at) =>
      did.kind === 'walk' && did.first === 1 && at === chainAt(did.table, did.chain)
        ? trace.ticks[index]!
        : null,
  },
  rule: { level: 'rule', tick: ({ trace }, event, index, at) => ruleTick(trace, event, index, at) },
  drop: {
    level: 'stage',
    tick: ({ trace }, { did }, index) => (did.kind === 'drop' ? trace.ticks[index]! : null),
  },
  rewrite: {
    level: 'stage',
    tick: ({ trace }, { did }, index) =>
      did.kind === 'nat' || (did.kind === 'ipvs' && did.action === 'translated') ? trace.ticks[index]! : null,
  },
};

function* meetings(scene: Scene, { kind, ns, at }: Breakpoint, breakpoint: number): Generator<Stop> {
  const { level, tick } = MEETINGS[kind];
  const { events } = scene.trace;
  const named = scene.outline.namespaces.map(({ name }) => ns === '' || ns === name);
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!;
    const met = named[event.ns] ? tick(scene, event, index, at) : null;
    if (met !== null) yield { tick: met, level, breakpoint };
  }
}

/** Where a trace meets breakpoints, in the order in which it does. */
export function stopsOf(trace: Trace, outline: Outline, breakpoints: readonly Breakpoint[]): readonly Stop[] {
  return breakpoints
    .flatMap((breakpoint, index) => [...meetings({ trace, outline }, breakpoint, index)])
    .sort((a, b) => a.tick - b.tick);
}

/** The first stop at one breakpoint; null when a trace never meets it. */
export function firstStop(trace: Trace, outline: Outline, breakpoint: Breakpoint): Stop | null {
  return meetings({ trace, outline }, breakpoint, 0).next().value ?? null;
}

/**
 * The first stop behind a position. At zoom hop a whole hop is one step: where it begins with a stop and has others
 * inside, those are what a person would miss.
 */
export function stopAfter(trace: Trace, stops: readonly Stop[], zoom: Level, tick: number): Stop | null {
  const first = stops.findIndex((stop) => stop.tick > tick);
  const found = stops[first];
  if (!found || zoom !== 'hop' || found.level !== 'hop') return found ?? null;
  const end = lastTick(trace, enclosing(trace, eventAt(trace, found.tick), 'hop'));
  return stops.slice(first).find((stop) => stop.level !== 'hop' && stop.tick <= end) ?? found;
}
