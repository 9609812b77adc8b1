// Below the drawings: why each side does what it does, its tables, and what both ways cost.
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Target } from '../../engine/explain/index.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { loadTablesBeside, useComparison } from '../state/comparison.ts';
import { useWords } from '../state/language.ts';
import { PANE_OF_TABLE, PANES, type PaneId, paneAt } from '../state/panes.ts';
import { usePlayback, useStop } from '../state/playback.ts';
import { loadTables } from '../state/session.ts';
import { Select } from '../ui/Select.tsx';
import styles from './Details.module.css';
import { goToSide } from './Side.tsx';
import type { ShownSide, SideKey, Sides } from './sides.ts';
import type { Place, PrintedPane, Slots } from './slots.ts';

/** What a person looks at on either side; null: what the step is about. */
export interface Look {
  readonly left: number | null;
  readonly right: number | null;
  readonly pane: PrintedPane | null;
}

const printedPane = (pane: PaneId | null): PrintedPane | null =>
  pane === 'netfilter' || pane === 'cluster' ? null : pane;

export const NO_LOOK: Look = { left: null, right: null, pane: null };

interface TwoProps {
  readonly sides: Sides;
  /** What stands beside a side's name. */
  beside?(side: ShownSide): ReactNode;
  each(side: ShownSide): ReactNode;
}

/** Both sides in columns of their own. */
function Two({ sides, beside, each }: TwoProps) {
  return (
    <div className={styles.two}>
      {sides.map((side, index) => (
        <article key={side.key} aria-label={side.name} data-side={index === 0 ? 'first' : 'second'}>
          <header className={styles.head}>
            <h3 className={styles.name}>{side.name}</h3>
            {beside?.(side)}
          </header>
          {each(side)}
        </article>
      ))}
    </div>
  );
}

/** Does a side have a step of its own at the row on show? */
function useHasStep(key: SideKey): boolean {
  const rows = useComparison((comparison) => comparison.rows);
  const zoom = usePlayback((playback) => playback.zoom);
  const { index } = useStop();
  const row = rows?.(zoom).rows[index];
  return row === undefined || row[key] >= 0;
}

interface WhyProps {
  readonly side: ShownSide;
  readonly Reason: Slots['Reason'];
  onLook(key: SideKey, to: Target): void;
}

function Why({ side: { key, opened, base, tick }, Reason, onLook }: WhyProps) {
  const words = useWords('compare');
  const zoom = usePlayback((playback) => playback.zoom);
  const hasStep = useHasStep(key);
  if (!opened) return null;
  if (tick < 0) return <p className={styles.note}>{words.waiting}</p>;
  const ns = opened.trace.events[eventOfStep(opened.trace, zoom, tick)]?.ns ?? 0;
  const follow = (to: Target) =>
    to.kind === 'event' ? goToSide(key, opened.trace.ticks[to.event]!) : onLook(key, to);
  return (
    <>
      {hasStep ? null : <p className={styles.note}>{words.stands}</p>}
      <Reason opened={opened} zoom={zoom} tick={tick} tables={base.get(ns) ?? null} onFollow={follow} />
    </>
  );
}

export interface WhysProps {
  readonly sides: Sides;
  readonly Reason: Slots['Reason'];
  /** A sentence leads to a row or a device: where to look, and at which table. */
  onLook(look: Partial<Look>): void;
}

export function Whys({ sides, Reason, onLook }: WhysProps) {
  const look = (key: SideKey, to: Target) => {
    const { opened } = sides.find((side) => side.key === key)!;
    if (to.kind === 'row') onLook({ [key]: to.ns, pane: printedPane(PANE_OF_TABLE[to.table]) });
    else if (to.kind === 'device') onLook({ [key]: opened?.outline.devices[to.device]?.ns ?? null });
  };
  return <Two sides={sides} each={(side) => <Why side={side} Reason={Reason} onLook={look} />} />;
}

const LOAD: Readonly<Record<SideKey, (ns: number) => Promise<void>>> = {
  left: loadTables,
  right: loadTablesBeside,
};

/** The place at which a side is looked at; null until its tables are there. */
function usePlace({ key, opened, history, base, tick }: ShownSide, look: Look): Place | null {
  const zoom = usePlayback((playback) => playback.zoom);
  const at = Math.max(0, tick);
  const ns = look[key] ?? opened?.trace.events[eventOfStep(opened.trace, zoom, at)]?.ns ?? 0;
  const tables = base.get(ns);
  useEffect(() => {
    if (opened) void LOAD[key](ns);
  }, [key, opened, ns]);
  return useMemo(
    () => (opened && tables ? { opened, zoom, tick: at, ns, history, tables } : null),
    [opened, zoom, at, ns, history, tables],
  );
}

const nameOf = (place: Place): string => place.opened.outline.namespaces[place.ns]!.name;

/** Places whose tables say the same as long as nothing differs: of the same name. */
const counterpart = (place: Place, other: Place | null): Place | null =>
  other && nameOf(other) === nameOf(place) ? other : null;

const OF_STEP = 'step';
const PRINTED = PANES.flatMap(({ id }) => printedPane(id) ?? []);

export interface TablesProps {
  readonly sides: Sides;
  readonly Table: Slots['Table'];
  readonly look: Look;
  onLook(look: Partial<Look>): void;
}

export function Tables({ sides, Table, look, onLook }: TablesProps) {
  const words = useWords('compare');
  const panes = useWords('panes');
  const zoom = usePlayback((playback) => playback.zoom);
  const places = [usePlace(sides[0], look), usePlace(sides[1], look)] as const;
  const [first, second] = places;
  const lead = first ?? second;
  const own = lead && printedPane(paneAt(lead.opened.trace, zoom, lead.tick));
  const pane = look.pane ?? own ?? 'routes';
  return (
    <div className={styles.tables}>
      <div className={styles.tools}>
        <Select
          label={panes.table}
          value={look.pane ?? OF_STEP}
          onChange={(value) => onLook({ pane: PRINTED.find((id) => id === value) ?? null })}
        >
          <option value={OF_STEP}>{words.followsSteps}</option>
          {PRINTED.map((id) => (
            <option key={id} value={id}>
              {panes.names[id]}
            </option>
          ))}
        </Select>
      </div>
      <Two
        sides={sides}
        beside={(side) => <Namespaces side={side} look={look} onLook={onLook} />}
        each={(side) => {
          const [own, other] = side === sides[0] ? [first, second] : [second, first];
          return own && <Table pane={pane} at={own} other={counterpart(own, other)} />;
        }}
      />
    </div>
  );
}

interface NamespacesProps {
  readonly side: ShownSide;
  readonly look: Look;
  onLook(look: Partial<Look>): void;
}

function Namespaces({ side: { key, name, opened, tick }, look, onLook }: NamespacesProps) {
  const words = useWords('compare');
  const { followsPacket } = useWords('panes');
  const zoom = usePlayback((playback) => playback.zoom);
  if (!opened) return null;
  const { trace, outline } = opened;
  const own = trace.events[eventOfStep(trace, zoom, Math.max(0, tick))]?.ns ?? 0;
  return (
    <Select
      label={words.namespace(name)}
      value={look[key] === null ? OF_STEP : String(look[key])}
      onChange={(value) => onLook({ [key]: value === OF_STEP ? null : Number(value) })}
    >
      <option value={OF_STEP}>{followsPacket(outline.namespaces[own]!.label)}</option>
      {outline.namespaces.map((each) => (
        <option key={each.id} value={each.id}>
          {each.name}
        </option>
      ))}
    </Select>
  );
}
