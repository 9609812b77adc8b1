// Time while a trace plays: one step after another, quicker where steps are smaller.
import { useEffect } from 'react';
import type { Level } from '../../engine/trace/events.ts';
import { playOn } from '../state/breakpoints.ts';
import { usePlayback } from '../state/playback.ts';

const PACE_MS: Readonly<Record<Level, number>> = { hop: 1200, stage: 900, rule: 350 };

export function usePlayer(): void {
  const playing = usePlayback((playback) => playback.playing);
  const zoom = usePlayback((playback) => playback.zoom);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(playOn, PACE_MS[zoom]);
    return () => clearInterval(timer);
  }, [playing, zoom]);
}
