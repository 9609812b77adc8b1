// `kubectl get`: the objects of the cluster that was declared, whatever namespace is in focus.
import { memo, useMemo, useState } from 'react';
import type { ClusterRows } from '../../engine/cluster/kubectl/rows.ts';
import { printObjects } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { IN_CLUSTER } from '../state/rows.ts';
import { useOpened } from '../state/session.ts';
import { AddRow } from './AddRow.tsx';
import styles from './Cluster.module.css';
import { Lines } from './Lines.tsx';
import { NO_NOTES, type PrintedRows } from './lines.ts';

type Kind = Exclude<keyof ClusterRows, 'version'>;

interface Section {
  readonly kind: Kind;
  readonly command: string;
  readonly wide: boolean;
  /** May there be new ones? */
  readonly adds?: 'nodes' | 'pods' | 'services';
}

const SECTIONS: readonly Section[] = [
  { kind: 'nodes', command: 'kubectl get nodes -o wide', wide: true, adds: 'nodes' },
  { kind: 'pods', command: 'kubectl get pods -A -o wide', wide: true, adds: 'pods' },
  { kind: 'workloads', command: 'kubectl get deployments -A', wide: false },
  { kind: 'services', command: 'kubectl get services -A -o wide', wide: true, adds: 'services' },
  { kind: 'endpoints', command: 'kubectl get endpoints -A', wide: false },
];

function printed(rows: ClusterRows, { kind, command, wide }: Section): PrintedRows {
  return {
    command,
    lines: printObjects(rows, kind, { namespace: null, wide }),
    notes: NO_NOTES,
    table: kind,
  };
}

export const Cluster = memo(function Cluster() {
  const words = useWords('edit');
  const { cluster } = useOpened();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const sections = useMemo(
    () =>
      SECTIONS.filter(({ kind, adds }) => adds || (cluster?.[kind].length ?? 0) > 0).map((section) => ({
        section,
        text: printed(cluster!, section),
      })),
    [cluster],
  );
  return (
    <section
      ref={setScroller}
      className={styles.cluster}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are reached by scrolling, with the keyboard too
      tabIndex={0}
      aria-label={words.cluster}
    >
      {sections.map(({ section: { kind, command, adds }, text }) => (
        <div key={kind} className={styles.part}>
          <div className={styles.prompt}>
            <code>{command}</code>
            {adds ? <AddRow ns={IN_CLUSTER} table={adds} /> : null}
          </div>
          <Lines ns={IN_CLUSTER} printed={text} scroller={scroller} />
        </div>
      ))}
    </section>
  );
});
