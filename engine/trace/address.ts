// A position as an address instead of an index, so that a better engine does not move shared moments.
import type { Level, Trace } from './events.ts';
import type { Outline } from './outline.ts';
import { eventOfStep, lastTick, ruleOffset } from './steps.ts';

export interface Address {
  readonly ns: string;
  /** Device name; empty where none is concerned. */
  readonly dev: string;
  readonly fn: string;
  /** `table:chain:rule` for a rule tried, empty otherwise. */
  readonly rule: string;
  /** Which occurrence of the same four, from 0. */
  readonly nth: number;
}

function ruleAt(trace: Trace, index: number, offset: number): string {
  const { did } = trace.events[index]!;
  return did.kind === 'walk' ? `${did.table}:${did.chain}:${did.first + offset}` : '';
}

/** Every address of a trace in order, with the tick it stands for. */
function* addresses(
  trace: Trace,
  outline: Outline,
): Generator<{ address: Omit<Address, 'nth'>; index: number; offset: number }> {
  for (let index = 0; index < trace.events.length; index++) {
    const event = trace.events[index]!;
    const ns = outline.namespaces[event.ns]!.name;
    const dev = outline.devices[event.dev]?.name ?? '';
    const offsets = event.level === 'rule' ? trace.ticks[index + 1]! - trace.ticks[index]! : 1;
    for (let offset = 0; offset < offsets; offset++) {
      yield { address: { ns, dev, fn: event.fn, rule: ruleAt(trace, index, offset) }, index, offset };
    }
  }
}

const same = (a: Omit<Address, 'nth'>, b: Omit<Address, 'nth'>) =>
  a.ns === b.ns && a.dev === b.dev && a.fn === b.fn && a.rule === b.rule;

/** The address of the step that a zoom shows at a tick. */
export function addressOf(trace: Trace, outline: Outline, zoom: Level, tick: number): Address {
  const index = eventOfStep(trace, zoom, tick);
  const event = trace.events[index]!;
  const offset = event.level === 'rule' ? ruleOffset(trace, index, tick) : 0;
  const wanted = {
    ns: outline.namespaces[event.ns]!.name,
    dev: outline.devices[event.dev]?.name ?? '',
    fn: event.fn,
    rule: ruleAt(trace, index, offset),
  };
  let nth = 0;
  for (const other of addresses(trace, outline)) {
    if (other.index > index || (other.index === index && other.offset >= offset)) break;
    if (same(other.address, wanted)) nth++;
  }
  return { ...wanted, nth };
}

/** The tick an address stands for at a zoom; the last occurrence there is when `nth` is past it; undefined when there is none. */
export function tickOf(trace: Trace, outline: Outline, zoom: Level, address: Address): number | undefined {
  let seen = -1;
  let tick: number | undefined;
  for (const { address: other, index, offset } of addresses(trace, outline)) {
    if (!same(other, address)) continue;
    seen++;
    const { level } = trace.events[index]!;
    const first = trace.ticks[index]!;
    // A hop at zoom hop, and a stage at any zoom, is shown at its end.
    tick =
      level === 'rule' ? first + offset : level === 'hop' && zoom !== 'hop' ? first : lastTick(trace, index);
    if (seen === address.nth) return tick;
  }
  return tick;
}

/** A trace with the network it ran through. */
interface Run {
  readonly trace: Trace;
  readonly outline: Outline;
}

/** The addresses of a run, each with the number of its occurrence. */
function* numbered({ trace, outline }: Run): Generator<{ address: Address; key: string; index: number }> {
  const seen = new Map<string, number>();
  for (const { address, index } of addresses(trace, outline)) {
    const key = `${address.ns} ${address.dev} ${address.fn} ${address.rule}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    yield { address: { ...address, nth }, key: `${key} ${nth}`, index };
  }
}

/**
 * Where in another run somebody stands who stood at a tick of this one: at the same address, else at the last one before it
 * that both have; at the beginning when there is none.
 */
export function tickInOther(own: Run, other: Run, zoom: Level, tick: number): number {
  const find = (address: Address) => tickOf(other.trace, other.outline, zoom, address);
  const same = find(addressOf(own.trace, own.outline, zoom, tick));
  if (same !== undefined) return same;
  const there = new Set([...numbered(other)].map(({ key }) => key));
  const here = eventOfStep(own.trace, zoom, tick);
  let last: Address | null = null;
  for (const { address, key, index } of numbered(own)) {
    if (index >= here) break;
    if (there.has(key)) last = address;
  }
  return (last && find(last)) ?? 0;
}
