// The packet of the step on show, taken apart once for all who draw it.
import { useMemo } from 'react';
import type { Level, Trace } from '../../engine/trace/events.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { type Comparison, comparisonAt } from './compare.ts';

let last: { trace: Trace; zoom: Level; tick: number; comparison: Comparison | null } | null = null;

function comparisonOnce(trace: Trace, zoom: Level, tick: number): Comparison | null {
  if (last?.trace !== trace || last.zoom !== zoom || last.tick !== tick) {
    last = { trace, zoom, tick, comparison: comparisonAt(trace, zoom, tick) };
  }
  return last.comparison;
}

export function useComparison(): Comparison | null {
  const { trace } = useOpened();
  const { tick, zoom } = usePlayback();
  return useMemo(() => comparisonOnce(trace, zoom, tick), [trace, zoom, tick]);
}
