// The tables of the namespace in focus, one tab for each, as they stand at the step on show.
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { useWords } from '../state/language.ts';
import { PANES, type PaneId } from '../state/panes.ts';
import { followSteps, pickPane, pin, useFocus, useSelection, useStepNamespace } from '../state/selection.ts';
import { loadTables, useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { panelProps, Tabs } from '../ui/Tabs.tsx';
import { Cluster } from './Cluster.tsx';
import { Conntrack } from './Conntrack.tsx';
import { Fdb } from './Fdb.tsx';
import { Iptables } from './Iptables.tsx';
import { Links } from './Links.tsx';
import { Neighbours } from './Neighbours.tsx';
import styles from './Panes.module.css';
import { Routes } from './Routes.tsx';
import { Switches } from './Switches.tsx';

/** Fetched when somebody looks at it. */
const Netfilter = lazy(() =>
  import('./netfilter/Netfilter.tsx').then((module) => ({ default: module.Netfilter })),
);

const BODIES: Readonly<Record<PaneId, ComponentType<{ readonly ns: number }>>> = {
  routes: Routes,
  iptables: Iptables,
  netfilter: Netfilter,
  neighbours: Neighbours,
  fdb: Fdb,
  links: Links,
  sysctl: Switches,
  conntrack: Conntrack,
  cluster: Cluster,
};

const GROUP = 'panes';
const FOLLOW = 'follow';

function Focus() {
  const words = useWords('panes');
  const { outline } = useOpened();
  const ns = useStepNamespace();
  const pinned = useSelection((selection) => selection.pinned);
  return (
    <Select
      label={words.namespace}
      value={pinned === null ? FOLLOW : String(pinned)}
      onChange={(value) => pin(value === FOLLOW ? null : Number(value))}
    >
      <option value={FOLLOW}>{words.followsPacket(outline.namespaces[ns]!.label)}</option>
      {outline.namespaces.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

export function Panes() {
  const words = useWords('panes');
  const ns = useFocus();
  const opened = useOpened();
  const wanted = useSelection((selection) => selection.pane);
  const panes = PANES.filter(({ id }) => id !== 'cluster' || opened.cluster);
  const pane = panes.some(({ id }) => id === wanted) ? wanted : 'routes';
  const following = useSelection((selection) => selection.following);
  useEffect(() => {
    if (opened.outline.namespaces[ns]) void loadTables(ns);
  }, [opened, ns]);
  const tabs = panes.map(({ id }) => ({ id, name: words.names[id] }));
  const Body = BODIES[pane];
  return (
    <section className={styles.panes} aria-label={words.tables}>
      <header className={styles.head}>
        <Tabs group={GROUP} label={words.tables} tabs={tabs} selected={pane} onSelect={pickPane} />
        <div className={styles.tools}>
          <Button
            icon="pin"
            label={following ? words.stay : words.follow}
            aria-pressed={!following}
            onClick={() => followSteps(!following)}
          />
          <Focus />
        </div>
      </header>
      <div className={styles.body} {...panelProps(GROUP, pane)}>
        <Suspense>
          <Body ns={ns} />
        </Suspense>
      </div>
    </section>
  );
}
