// Speaks the step to those who do not see the drawing, when a person rests on it.
import { useEffect, useState } from 'react';
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { useStopHere } from '../state/breakpoints.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { usePlayback, useSpoken } from '../state/playback.ts';
import hidden from '../ui/hidden.module.css';

const REST_MS = 150;

export function Announcer() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { opened, zoom, tick } = useSpoken();
  const { trace, outline } = opened;
  const stop = useStopHere();
  const { stopped } = useWords('breakpoints');
  const playing = usePlayback((playback) => playback.playing);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (playing) return;
    const step = words.said(placeOf(trace, outline, zoom, tick), titleOf(speech, trace, zoom, tick));
    const say = () => setSaid(stop === '' ? step : stopped(step, stop));
    const timer = setTimeout(say, REST_MS);
    return () => clearTimeout(timer);
  }, [words, speech, trace, outline, zoom, tick, playing, stop, stopped]);
  return (
    <div className={hidden.hidden} aria-live="polite">
      {said}
    </div>
  );
}
