// Speaks the step to those who do not see the drawing, when a person rests on it.
import { useEffect, useState } from 'react';
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { usePlayback, useSpoken } from '../state/playback.ts';
import hidden from '../ui/hidden.module.css';

const REST_MS = 150;

export function Announcer() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { opened, zoom, tick } = useSpoken();
  const { trace, outline } = opened;
  const playing = usePlayback((playback) => playback.playing);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (playing) return;
    const say = () =>
      setSaid(words.said(placeOf(trace, outline, zoom, tick), titleOf(speech, trace, zoom, tick)));
    const timer = setTimeout(say, REST_MS);
    return () => clearTimeout(timer);
  }, [words, speech, trace, outline, zoom, tick, playing]);
  return (
    <div className={hidden.hidden} aria-live="polite">
      {said}
    </div>
  );
}
