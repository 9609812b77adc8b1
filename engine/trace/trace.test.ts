// The laws of a trace and of its readers, on every probe of the library.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LibraryCase, openLibrary } from '../library.fixture.ts';
import { addressOf, tickOf } from './address.ts';
import type { Level } from './events.ts';
import type { Rows, TableName } from './rows.ts';
import { historyOf, rowsAt, versionAt } from './state.ts';
import { enclosing, eventAt, eventOfStep, frameAt, lastTick, stepIndex, stepsAt } from './steps.ts';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];
const TABLES: readonly TableName[] = [
  'link',
  'sysctl',
  'route',
  'fibrule',
  'neigh',
  'fdb',
  'chain',
  'rule',
  'counter',
  'conntrack',
  'ipset',
  'ipvs',
];

const cases = await openLibrary();

type State = Map<string, string>;

const place = ({ ns, table, key }: { ns: number; table: TableName; key: string }) => `${ns} ${table} ${key}`;

/** Every row of every namespace at a tick, as the page reads them. */
function stateAt({ trace, tables, outline }: LibraryCase, tick: number): State {
  const history = historyOf(trace);
  const state: State = new Map();
  for (const { id: ns } of outline.namespaces) {
    for (const table of TABLES) {
      const base = tables[ns]![table] as ReadonlyMap<string, Rows[typeof table]>;
      const rows = rowsAt(base, history, ns, table, versionAt(history, ns, table, tick));
      for (const [key, row] of rows) state.set(place({ ns, table, key }), JSON.stringify(row));
    }
  }
  return state;
}

/** A state taken from one tick to another, change by change: forward they are done, backward undone. */
function walk({ trace }: LibraryCase, state: State, from: number, to: number): State {
  const now = new Map(state);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const changes = trace.events
    .filter((_event, index) => trace.ticks[index + 1]! - 1 > low && trace.ticks[index + 1]! - 1 <= high)
    .flatMap((event) => event.changes);
  for (const change of from < to ? changes : changes.toReversed()) {
    const row = from < to ? change.after : change.before;
    if (row === null) now.delete(place(change));
    else now.set(place(change), JSON.stringify(row));
  }
  return now;
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, opened) => {
  const { trace, outline } = opened;
  const { events, ticks } = trace;

  it('has parents before children, and each event inside its parent', () => {
    events.forEach(({ parent, end, level }, index) => {
      expect(end).toBeGreaterThanOrEqual(index);
      expect(level === 'hop').toBe(parent === -1);
      if (parent < 0) return;
      expect(parent).toBeLessThan(index);
      expect(end).toBeLessThanOrEqual(events[parent]!.end);
    });
  });

  it('runs forward in time', () => {
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('gives an event one tick, and a walk one for each rule tried', () => {
    events.forEach(({ did }, index) => {
      const fell =
        did.kind === 'walk' && (did.outcome.kind === 'end' || did.outcome.kind === 'policy') ? 1 : 0;
      const wanted = did.kind === 'walk' ? did.failed.length + fell : 1;
      expect(ticks[index + 1]! - ticks[index]!).toBe(wanted);
    });
  });

  it('says of every change what was there before, so that going back is exact', () => {
    const rows = new Map<string, string>();
    for (const [ns, base] of opened.tables.entries())
      for (const table of TABLES)
        for (const [key, row] of base[table]) rows.set(`${ns} ${table} ${key}`, JSON.stringify(row));
    for (const change of events.flatMap((event) => event.changes)) {
      const { before, after } = change;
      expect(before === null ? undefined : JSON.stringify(before)).toBe(rows.get(place(change)));
      if (after === null) rows.delete(place(change));
      else rows.set(place(change), JSON.stringify(after));
    }
  });

  it('comes to the same state by undoing and doing changes as by reading it anew', () => {
    const steps = stepsAt(trace, 'rule');
    const [first, last] = [steps[0]!, steps.at(-1)!];
    // An error at once, or a talk over lo, may change nothing.
    const changesNothing = events.every(({ changes }) => changes.length === 0);
    expect(isDeepStrictEqual(stateAt(opened, first), stateAt(opened, last))).toBe(changesNothing);
    expect(walk(opened, stateAt(opened, last), last, first)).toEqual(stateAt(opened, first));
    fc.assert(
      fc.property(fc.nat(steps.length - 1), fc.nat(steps.length - 1), (a, b) => {
        const [from, to] = [steps[a]!, steps[b]!];
        expect(walk(opened, stateAt(opened, from), from, to)).toEqual(stateAt(opened, to));
      }),
      { numRuns: 10 },
    );
  });

  it.each(ZOOMS)('stops at zoom %s at ascending ticks, the last at the end', (zoom) => {
    const steps = [...stepsAt(trace, zoom)];
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(ticks.at(-1)! - 1);
    const found = steps.map((tick) => stepIndex(Int32Array.from(steps), tick));
    expect(found).toEqual(steps.map((_tick, index) => index));
  });

  it('stops once at each hop at zoom hop, after all that happened in it', () => {
    const hops = events.flatMap(({ level }, index) => (level === 'hop' ? [lastTick(trace, index)] : []));
    expect([...stepsAt(trace, 'hop')]).toEqual(hops);
  });

  it('lands at a step of the new zoom that shows the old one, when the zoom changes', () => {
    for (const tick of stepsAt(trace, 'rule')) {
      for (const zoom of ['hop', 'stage'] as const) {
        const steps = stepsAt(trace, zoom);
        const landed = steps[stepIndex(steps, tick)]!;
        expect(landed).toBeGreaterThanOrEqual(tick);
        expect(enclosing(trace, eventAt(trace, landed), 'hop')).toBe(
          enclosing(trace, eventAt(trace, tick), 'hop'),
        );
      }
    }
  });

  it.each(ZOOMS)('finds every step of zoom %s again by its address', (zoom) => {
    for (const tick of stepsAt(trace, zoom)) {
      expect(tickOf(trace, outline, zoom, addressOf(trace, outline, zoom, tick))).toBe(tick);
    }
  });

  it('has in hand at a step the packet that the step is about', () => {
    for (const tick of stepsAt(trace, 'rule')) {
      const event = events[eventOfStep(trace, 'rule', tick)]!;
      if (event.frame) expect(frameAt(trace, 'rule', tick)?.frame).toBe(event.frame);
    }
  });
});
