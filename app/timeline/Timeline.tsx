// Time as a strip: a lane for each place, a mark for each step, and where one stands among them.
import { useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../state/language.ts';
import { Icon } from '../ui/Icon.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import { useMedia } from '../ui/useMedia.ts';
import { useSize } from '../ui/useSize.ts';
import { type Chart, useChart } from './chart.ts';
import { followSteps } from './cursor.ts';
import { Figure } from './Figure.tsx';
import { fold, useLook } from './look.ts';
import { Names } from './Names.tsx';
import { Flag, Ruler } from './Ruler.tsx';
import { Scrubber } from './Scrubber.tsx';
import styles from './Timeline.module.css';
import { Tip } from './Tip.tsx';
import { Tools } from './Tools.tsx';
import { useGestures } from './useGestures.ts';

function Title() {
  const folded = useLook((look) => look.folded);
  const words = useWords('timeline');
  return (
    <h2 className={styles.title}>
      <button
        type="button"
        aria-expanded={!folded}
        title={folded ? words.unfold : words.fold}
        onMouseDown={keepFocus}
        onClick={() => fold(!folded)}
      >
        <Icon name="down" size={12} />
        {words.title}
      </button>
    </h2>
  );
}

/** Marks, and over them where one stands. */
function Plot({ chart }: { readonly chart: Chart }) {
  return (
    <>
      <Figure chart={chart} />
      <div className={styles.future} data-part="future" />
      <div className={styles.cursor} data-part="cursor" />
      <svg className={styles.arrows} width="100%" height="100%" aria-hidden="true">
        <path data-part="halo" />
        <path data-part="arrows" />
      </svg>
    </>
  );
}

export function Timeline() {
  const folded = useLook((look) => look.folded);
  const words = useWords('timeline');
  const small = useMedia('(max-width: 819px)');
  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const chart = useChart(useSize(plot).width);
  const [hovered, setHovered] = useState<number | null>(null);
  useGestures(scroller, plot, chart, setHovered);
  useLayoutEffect(
    () => (root.current && scroller.current ? followSteps(root.current, scroller.current, chart) : undefined),
    [chart],
  );
  return (
    <section
      ref={root}
      className={styles.timeline}
      aria-label={words.title}
      data-folded={folded || undefined}
    >
      <div ref={scroller} className={styles.scroller}>
        <Title />
        {folded ? null : (
          <>
            <div className={styles.ruler}>
              <Ruler chart={chart} />
              <div className={styles.handle} data-part="cursor" />
              <Flag chart={chart} />
            </div>
            <Names chart={chart} />
          </>
        )}
        <Scrubber chart={chart} ref={plot}>
          <Plot chart={chart} />
        </Scrubber>
      </div>
      {folded ? null : <Tools chart={chart} small={small} />}
      {hovered === null ? null : <Tip chart={chart} step={hovered} left={plot.current?.offsetLeft ?? 0} />}
    </section>
  );
}
