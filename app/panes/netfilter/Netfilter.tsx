// Netfilter of the namespace in focus as a map: its hooks, what is registered there, and the packet's way through them.
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../../state/language.ts';
import { goToTick, pause, usePlayback } from '../../state/playback.ts';
import { pickPane, showRow } from '../../state/selection.ts';
import { useOpened } from '../../state/session.ts';
import { Choice } from '../../ui/Choice.tsx';
import hidden from '../../ui/hidden.module.css';
import { scrollWithin } from '../../ui/scrollWithin.ts';
import { useSize } from '../../ui/useSize.ts';
import { arrange, hasIpvs, planOf } from './arrange.ts';
import { Caption } from './Caption.tsx';
import { labelsOf } from './ends.ts';
import { dropOf, type Item, itemsOf } from './items.ts';
import { nowAt } from './moment.ts';
import styles from './Netfilter.module.css';
import { Picture } from './Picture.tsx';
import { Story } from './Story.tsx';
import { storyOf } from './story.ts';
import { useDrawn, usePass } from './usePass.ts';

/** Keeps the place where the packet is in view. */
function useInView(scroller: HTMLElement | null, now: string | null, width: number): void {
  useLayoutEffect(() => {
    const element =
      now === null || width === 0 ? null : scroller?.querySelector<HTMLElement>('[aria-current="step"]');
    if (scroller && element) scrollWithin(scroller, element, 30);
  }, [scroller, now, width]);
}

export function Netfilter({ ns }: { readonly ns: number }) {
  const words = useWords('netfilter');
  const { trace, outline } = useOpened();
  const tick = usePlayback((playback) => playback.tick);
  const { pass, where } = usePass(ns);
  const here = where === 'passes' || where === 'waits';
  const drawn = useDrawn(ns, pass);
  const [shownAs, setShownAs] = useState<string>('picture');
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const items = useMemo(() => itemsOf(drawn, tick, words), [drawn, tick, words]);
  const labels = useMemo(() => labelsOf(trace, outline, pass, words), [trace, outline, pass, words]);
  const moment = { tick, now: here ? nowAt(items, drawn.way, tick) : null };
  useInView(scroller.current, moment.now, width);
  const onStep = (to: number) => {
    pause();
    goToTick(to);
  };
  const onOpen = ({ opens }: Item, rule: number) => {
    if (opens?.kind === 'tick') onStep(opens.tick);
    else if (opens?.kind === 'chain')
      showRow({ ns, table: 'counter', key: rule > 0 ? opens.key.replace(/0$/, `${rule}`) : opens.key });
    else if (opens?.key) showRow({ ns, table: 'conntrack', key: opens.key });
    else pickPane('conntrack');
  };
  const isPicture = shownAs === 'picture';
  return (
    <div className={styles.netfilter}>
      <div className={styles.bar}>
        <Caption drawn={drawn} labels={labels} where={where} />
        <Choice
          label={words.look}
          options={[
            { value: 'picture', name: words.asPicture },
            { value: 'list', name: words.asList },
          ]}
          value={shownAs}
          onChange={setShownAs}
        />
      </div>
      <section
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is higher than its place is reached by scrolling
        tabIndex={0}
        aria-label={words.picture(outline.namespaces[ns]!.label)}
      >
        {isPicture && width > 0 ? (
          <Picture
            name={words.picture(outline.namespaces[ns]!.label)}
            drawn={drawn}
            arrangement={arrange(planOf(items, drawn.way, hasIpvs(items)), width)}
            labels={labels}
            moment={moment}
            drop={dropOf(drawn)}
            onOpen={onOpen}
            onStep={onStep}
          />
        ) : null}
        <div className={isPicture ? hidden.hidden : ''}>
          <Story
            sentences={storyOf(drawn.way, items, labels, words)}
            moment={moment}
            onStep={isPicture ? null : onStep}
          />
        </div>
      </section>
    </div>
  );
}
