// What shapes and colours of the timeline mean.
import { type RefObject, useEffect, useRef } from 'react';
import { useWords } from '../state/language.ts';
import { Icon } from '../ui/Icon.tsx';
import { SHAPES, type Shape } from './marks.ts';
import { drawMark } from './paths.ts';
import styles from './Timeline.module.css';

/** A mark in a line of text. */
export function Sample({ shape }: { readonly shape: Shape }) {
  return (
    <svg className={styles.sample} width="20" height="14" aria-hidden="true">
      <path
        className={styles.mark}
        data-shape={shape}
        d={drawMark(shape, { left: 1, right: 19, top: 0, height: 14 })}
      />
    </svg>
  );
}

const OTHERS = [
  ['drop', 'M6,3L14,11M6,11L14,3'],
  ['stop', 'M10,4a3,3 0 1 1 0,6a3,3 0 1 1 0,-6'],
  ['cause', 'M2,3H10V11M7.500,8.500 10,11 12.500,8.500'],
  ['pause', 'M10,0V14'],
] as const;

/** It lies above other parts of the page: a press beside it or Escape shuts it. */
function useShut(ref: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const stop = new AbortController();
    const on = (type: 'pointerdown' | 'keydown', isMeant: (event: Event) => boolean) =>
      document.addEventListener(
        type,
        (event) => {
          if (ref.current?.open && isMeant(event)) ref.current.open = false;
        },
        { signal: stop.signal },
      );
    on('pointerdown', ({ target }) => !ref.current?.contains(target as Node));
    on('keydown', (event) => (event as KeyboardEvent).key === 'Escape');
    return () => stop.abort();
  }, [ref]);
}

export function Legend() {
  const words = useWords('timeline');
  const ref = useRef<HTMLDetailsElement>(null);
  useShut(ref);
  return (
    <details ref={ref} className={styles.legend}>
      <summary aria-label={words.legend} title={words.legend}>
        <Icon name="question" size={14} />
      </summary>
      <ul>
        {SHAPES.map((shape) => (
          <li key={shape}>
            <Sample shape={shape} />
            {words.shapes[shape]}
          </li>
        ))}
        {OTHERS.map(([name, path]) => (
          <li key={name}>
            <svg className={styles.sample} width="20" height="14" aria-hidden="true">
              <path className={styles[name]} d={path} />
            </svg>
            {words[name]}
          </li>
        ))}
      </ul>
    </details>
  );
}
