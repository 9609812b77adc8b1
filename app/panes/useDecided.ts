// The row that settled what a step is about.
import { useMemo } from 'react';
import type { Did } from '../../engine/trace/events.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { decidedMark, lastOf, type Marks, NO_MARKS } from './marks.ts';

export function useDecided(ns: number, ...kinds: readonly Did['kind'][]): Marks {
  const { marks } = useWords('panes');
  const { trace } = useOpened();
  const index = usePlayback(({ tick, zoom }) => lastOf(trace, zoom, tick, ns, kinds));
  return useMemo(() => {
    const event = trace.events[index];
    return event ? decidedMark(marks, event) : NO_MARKS;
  }, [marks, trace, index]);
}
