// What the lanes are called.
import { memo } from 'react';
import { useWords } from '../state/language.ts';
import { useOpened } from '../state/session.ts';
import type { Chart } from './chart.ts';
import type { Lane } from './lanes.ts';
import styles from './Timeline.module.css';

/** In lanes of devices a namespace is named once, beside its first. */
function useNames(lanes: readonly Lane[]) {
  const { outline } = useOpened();
  const words = useWords('timeline');
  const labels = (spaces: readonly number[]) => spaces.map((ns) => outline.namespaces[ns]!.label);
  return lanes.map(({ key, spaces, dev }, index) => {
    const [place = ''] = labels(spaces);
    if (spaces.length !== 1)
      return { key, place: words.others(spaces.length), name: null, whole: labels(spaces).join(', ') };
    const name = dev === undefined ? null : (outline.devices[dev]?.name ?? words.process);
    const first = lanes[index - 1]?.spaces[0] !== spaces[0];
    return { key, place: first ? place : '', name, whole: name === null ? place : `${place} · ${name}` };
  });
}

export const Names = memo(function Names({ chart }: { readonly chart: Chart }) {
  const words = useWords('timeline');
  const names = useNames(chart.lanes.lanes);
  return (
    <ol className={styles.names} aria-label={words.lanes}>
      {names.map(({ key, place, name, whole }) => (
        <li key={key} data-lane="" title={whole} style={{ height: chart.view.height }}>
          <span className={styles.place}>{place}</span>
          {name === null ? null : <span className={styles.device}>{name}</span>}
        </li>
      ))}
    </ol>
  );
});
