// The drawing as a picture that needs nothing else: all of the network, with the packet where it is, in light or dark.
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Level, Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import type { Scheme } from '../state/preferences.ts';
import { drawingOf } from './drawing.ts';
import styles from './picture.module.css';
import { type Caption, portraitOf } from './portrait.ts';
import { Topology } from './Topology.tsx';

export interface Sitter {
  readonly outline: Outline;
  readonly trace: Trace;
  readonly tick: number;
  readonly zoom: Level;
}

/** Pictures are wider than high, as pages and slides are; the card needs some room whatever the network. */
const ASPECT = 1.6;
const LEAST = { width: 880, height: 480 };
const EDGE = 24;

/** The text of an SVG file. What a person has zoomed, panned or pinned on the page has no part in it. */
export function picture(sitter: Sitter, caption: Caption, scheme: Scheme): string {
  const { outline, trace } = sitter;
  const { layout } = drawingOf(outline, trace, ASPECT);
  const studio = document.createElement('div');
  studio.className = styles.studio ?? '';
  studio.inert = true;
  studio.dataset.theme = scheme;
  studio.style.width = `${Math.max(LEAST.width, layout.width + EDGE)}px`;
  studio.style.height = `${Math.max(LEAST.height, layout.height + EDGE)}px`;
  document.body.append(studio);
  const root = createRoot(studio);
  try {
    flushSync(() =>
      root.render(
        <Topology
          {...sitter}
          focus={-1}
          onFocus={() => undefined}
          onStep={() => undefined}
          animate={false}
        />,
      ),
    );
    return portraitOf(studio.firstElementChild as HTMLElement, caption);
  } finally {
    root.unmount();
    studio.remove();
  }
}
