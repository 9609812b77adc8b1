// What the parts of the timeline have in common: marks, what is in view of them, and how to look elsewhere.
import { useMemo, useState } from 'react';
import type { Trace } from '../../engine/trace/events.ts';
import { stepsOf, usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { useMedia } from '../ui/useMedia.ts';
import { type Effects, effectsOf } from './causes.ts';
import { type Lanes, type LanesBy, lanesOf } from './lanes.ts';
import { useLook } from './look.ts';
import { type Marks, marksOf } from './marks.ts';
import type { View } from './view.ts';
import { type Window, whole } from './window.ts';

export interface Chart {
  readonly trace: Trace;
  readonly steps: Int32Array;
  readonly lanes: Lanes;
  readonly by: LanesBy;
  readonly marks: Marks;
  readonly effects: Effects;
  readonly view: View;
  /** Looks at another part of the steps. */
  look(change: (window: Window) => Window): void;
}

/** Height of a lane in pixels: folded, on a phone, on a desk. The style sheet takes it from here. */
const HEIGHTS = { whole: 24, small: 16, usual: 18 };

/** The window belongs to a number of steps: when there are others, all of them are in view again. */
function useWindow(count: number): readonly [Window, Chart['look']] {
  const [kept, setKept] = useState({ count, window: whole(count) });
  const of = (held: typeof kept) => (held.count === count ? held.window : whole(count));
  const look = useMemo<Chart['look']>(
    () => (change) =>
      setKept((held) => {
        const before = held.count === count ? held.window : whole(count);
        const window = change(before);
        return window === held.window ? held : { count, window };
      }),
    [count],
  );
  return [of(kept), look];
}

function useLanesBy(): LanesBy {
  const { folded, by } = useLook();
  const small = useMedia('(max-width: 819px)');
  return folded ? 'whole' : small ? 'namespace' : by;
}

export function useChart(width: number): Chart {
  const { trace } = useOpened();
  const zoom = usePlayback((playback) => playback.zoom);
  const small = useMedia('(max-width: 819px)');
  const steps = stepsOf(trace, zoom);
  const by = useLanesBy();
  const lanes = useMemo(() => lanesOf(trace, by), [trace, by]);
  const marks = useMemo(() => marksOf(trace, zoom, steps, lanes), [trace, zoom, steps, lanes]);
  const effects = useMemo(() => effectsOf(trace), [trace]);
  const [window, look] = useWindow(marks.count);
  const height = HEIGHTS[by === 'whole' ? 'whole' : small ? 'small' : 'usual'];
  const view = useMemo(() => ({ window, width, height }), [window, width, height]);
  return useMemo(
    () => ({ trace, steps, lanes, by, marks, effects, view, look }),
    [trace, steps, lanes, by, marks, effects, view, look],
  );
}
