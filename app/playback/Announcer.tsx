// Speaks the step to those who do not see the drawing, when a person rests on it.
import { useEffect, useState } from 'react';
import { placeOf, titleOf } from '../../engine/explain/index.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import hidden from '../ui/hidden.module.css';

const REST_MS = 150;

export function Announcer() {
  const words = useWords('playback');
  const speech = useSpeech();
  const { trace, outline } = useOpened();
  const { tick, zoom, playing } = usePlayback();
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
