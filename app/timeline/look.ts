// How a person wants the timeline: folded into one line or not, a lane for each namespace or for each device. Remembered.
import { create } from 'zustand';
import { keep, kept } from '../state/kept.ts';
import type { LanesBy } from './lanes.ts';

interface Look {
  readonly folded: boolean;
  readonly by: Exclude<LanesBy, 'whole'>;
}

const KEY = 'hopscope.timeline';
const FOLDED = 'folded';
const DEVICES = 'devices';
/** On a page lower than this, in pixels, the drawing needs the room more. */
const LOW = 780;

function remembered(): Look {
  const words = kept(KEY)?.split(' ');
  if (!words) return { folded: innerHeight < LOW, by: 'namespace' };
  return { folded: words.includes(FOLDED), by: words.includes(DEVICES) ? 'device' : 'namespace' };
}

export const useLook = create<Look>(remembered);

function change(part: Partial<Look>): void {
  useLook.setState(part);
  const { folded, by } = useLook.getState();
  keep(KEY, [folded ? FOLDED : 'open', by === 'device' ? DEVICES : 'namespaces'].join(' '));
}

export const fold = (folded: boolean): void => change({ folded });

export const laneBy = (by: Look['by']): void => change({ by });
