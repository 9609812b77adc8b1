// The drawing of the moment on show as an SVG. What makes it is fetched when somebody wants one.
import { placeOf, titleOf } from '../engine/explain/index.ts';
import { useLanguage } from './state/language.ts';
import { usePlayback } from './state/playback.ts';
import type { Scheme } from './state/preferences.ts';
import { useSession } from './state/session.ts';

export async function drawMoment(scheme: Scheme, title: string): Promise<string> {
  const { picture } = await import('./topology/picture.tsx');
  const { outline, trace } = useSession.getState().opened!;
  const { tick, zoom } = usePlayback.getState();
  const { words, speech } = useLanguage.getState();
  const place = placeOf(trace, outline, zoom, tick);
  const description = words.playback.said(place, titleOf(speech, trace, zoom, tick));
  return picture({ outline, trace, tick, zoom }, { title, description }, scheme);
}
