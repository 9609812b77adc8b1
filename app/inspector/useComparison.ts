// The packet of the step on show, taken apart once for all who draw it, and again only when it changed.
import { useMemo } from 'react';
import { dissect } from '../../engine/wire/dissect.ts';
import type { Frame } from '../../engine/wire/frame.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { type Comparison, compare, framesAt } from './compare.ts';

let last: { now: Frame; before: Frame | null; comparison: Comparison } | null = null;

/** Frames are immutable and shared: while a packet waits for rules to be tried, it is the same object. */
function comparisonOf(now: Frame, before: Frame | null): Comparison {
  if (last?.now !== now || last.before !== before) {
    last = { now, before, comparison: compare(dissect(now), before && dissect(before)) };
  }
  return last.comparison;
}

export function useComparison(): Comparison | null {
  const { trace } = useOpened();
  const tick = usePlayback((playback) => playback.tick);
  const zoom = usePlayback((playback) => playback.zoom);
  return useMemo(() => {
    const frames = framesAt(trace, zoom, tick);
    return frames && comparisonOf(frames.now, frames.before);
  }, [trace, zoom, tick]);
}
