// The map itself: lines below, places and hooks above.
import { line } from 'd3';
import { useState } from 'react';
import type { Arrangement, Point, Wire } from './arrange.ts';
import type { Labels } from './ends.ts';
import { Hook } from './Hook.tsx';
import type { Drawn, Item } from './items.ts';
import { type Moment, spotKey, wireStates } from './moment.ts';
import styles from './Netfilter.module.css';
import { Place } from './Place.tsx';
import { RovingContext, walkPresses } from './Press.tsx';
import type { Spot } from './way.ts';

export interface PictureProps {
  readonly name: string;
  readonly drawn: Drawn;
  readonly arrangement: Arrangement;
  readonly labels: Labels;
  readonly moment: Moment;
  /** Where the packet ends, if that is no hook, and from which tick on. */
  readonly drop: { readonly spot: Spot; readonly tick: number } | null;
  onOpen(item: Item, rule: number): void;
  onStep(tick: number): void;
}

const path = line<Point>();

/** A small triangle at the end of a line, as its last stretch points. */
function tip(points: readonly Point[]): string {
  const [x, y] = points[points.length - 1]!;
  const [px, py] = points[points.length - 2]!;
  const [dx, dy] = [Math.sign(x - px), Math.sign(y - py)];
  const back = [x - 6 * dx, y - 6 * dy] as const;
  return `M${x},${y}L${back[0] - 4 * dy},${back[1] - 4 * dx}L${back[0] + 4 * dy},${back[1] + 4 * dx}Z`;
}

/** Above a line, or beside one that goes down. */
function By({ name, points }: { readonly name: string; readonly points: readonly Point[] }) {
  const [[x, y], [tx, ty]] = [points[0]!, points[1]!];
  const level = y === ty;
  return (
    <text
      className={styles.by}
      x={level ? (x + tx) / 2 : x + 6}
      y={level ? y - 5 : (y + ty) / 2 + 3}
      textAnchor={level ? 'middle' : 'start'}
    >
      {name}
    </text>
  );
}

const ORDER = ['off', 'ahead', 'past'] as const;

/** Lit lines lie over the others. */
function Wires({ wires, states }: { wires: readonly Wire[]; states: ReturnType<typeof wireStates> }) {
  const all = wires.map(
    (wire) => ({ ...wire, state: states.get(`${wire.from} ${wire.to}`) ?? 'off' }) as const,
  );
  return (
    <g>
      {ORDER.flatMap((state) =>
        all
          .filter((wire) => wire.state === state)
          .map(({ from, to, by, points }) => (
            <g key={`${from} ${to}`} className={styles.wire} data-state={state}>
              <path d={path(points) ?? ''} />
              <path className={styles.tip} d={tip(points)} />
              {by ? <By name={by} points={points} /> : null}
            </g>
          )),
      )}
    </g>
  );
}

/** Hooks and places in the order in which a packet comes to them. */
const READING: readonly Spot[] = [
  'in',
  'PREROUTING',
  'bridge',
  'routeIn',
  'FORWARD',
  'INPUT',
  'local',
  'routeOut',
  'OUTPUT',
  'POSTROUTING',
  'out',
];

export function Picture({ name, drawn, arrangement, labels, moment, drop, onOpen, onStep }: PictureProps) {
  const { width, height, hooks, spots, wires } = arrangement;
  const [stop, setStop] = useState<string | null>(null);
  const there = (key: string | null) =>
    key !== null &&
    (hooks.some((hook) => spotKey(hook.hook) === key) ||
      [...spots.keys()].some((spot) => spotKey(spot) === key) ||
      hooks.some(({ items }) => items.some(({ item }) => item.key === key && item.opens)));
  const reached =
    [stop, moment.now, hooks[0]?.items.find(({ item }) => item.opens)?.item.key ?? null].find(there) ?? null;
  const endsAt = (spot: Spot) => drop?.spot === spot && drop.tick <= moment.tick;
  const stopAt = (spot: Spot) => drawn.way.find((each) => each.spot === spot);
  return (
    <RovingContext value={{ stop: reached, onStop: setStop }}>
      <svg
        className={styles.picture}
        width={width}
        height={height}
        role="graphics-object"
        aria-label={name}
        onKeyDown={walkPresses}
      >
        <Wires wires={wires} states={wireStates(drawn.way, moment.tick)} />
        {READING.map((spot) => {
          const hook = hooks.find((each) => each.hook === spot);
          const box = spots.get(spot);
          if (hook)
            return (
              <Hook
                key={spot}
                drawn={drawn}
                box={hook}
                dropped={endsAt(spot)}
                moment={moment}
                onOpen={onOpen}
                onStep={onStep}
              />
            );
          return box ? (
            <Place
              key={spot}
              spot={spot}
              box={box}
              stop={stopAt(spot)}
              label={labels.get(spot)}
              wide={arrangement.wide}
              dropped={endsAt(spot)}
              moment={moment}
              onStep={onStep}
            />
          ) : null;
        })}
      </svg>
    </RovingContext>
  );
}
