// The packet's way that is drawn for a namespace, with what it met there.
import { useMemo } from 'react';
import type { Trace } from '../../../engine/trace/events.ts';
import { type Pass, type Passes, passAt, passesOf } from '../../../engine/trace/passes.ts';
import { eventOfStep } from '../../../engine/trace/steps.ts';
import { usePlayback } from '../../state/playback.ts';
import { useOpened } from '../../state/session.ts';
import { useTable } from '../useTable.ts';
import type { Drawn } from './items.ts';
import { hooksOf, ruleCounts } from './registered.ts';
import { visitsOf } from './walked.ts';
import { wayOf } from './way.ts';

const known = new WeakMap<Trace, Passes>();

function passesIn(trace: Trace): Passes {
  const passes = known.get(trace) ?? passesOf(trace);
  known.set(trace, passes);
  return passes;
}

/** Where the packet is when it is not just passing: it waits while something else happens, or was here, or will be. */
export type Where = 'passes' | 'waits' | 'gone' | 'toCome';

function whereIs(passes: Passes, pass: Pass, index: number): Where {
  if (passes.all[passes.of[index]!] === pass) return 'passes';
  const [first, last] = [pass.events[0]!, pass.events[pass.events.length - 1]!];
  return index < first ? 'toCome' : index < last ? 'waits' : 'gone';
}

export function usePass(ns: number): { readonly pass: Pass | undefined; readonly where: Where } {
  const { trace } = useOpened();
  const index = usePlayback(({ tick, zoom }) => eventOfStep(trace, zoom, tick));
  const passes = passesIn(trace);
  const pass = passAt(passes, ns, index);
  return { pass, where: pass ? whereIs(passes, pass, index) : 'toCome' };
}

export function useDrawn(ns: number, pass: Pass | undefined): Drawn {
  const { trace, outline } = useOpened();
  const chain = useTable(ns, 'chain').rows;
  const rule = useTable(ns, 'rule').rows;
  const ipvs = useTable(ns, 'ipvs').rows;
  const tracks = outline.namespaces[ns]!.tracks;
  return useMemo(() => {
    const hooks = hooksOf({ chain, rule, ipvs, tracks });
    const [way, visits] = pass ? [wayOf(trace, pass), visitsOf(trace, pass)] : [[], []];
    return { trace, hooks, counts: ruleCounts(rule), pass, way, visits };
  }, [trace, chain, rule, ipvs, tracks, pass]);
}
