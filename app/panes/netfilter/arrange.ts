// Where everything is drawn: hooks side by side where there is room, one below the other where there is not. Pure, in pixels.
import type { HookName } from '../../../engine/trace/events.ts';
import { HOOK_NAMES } from '../../../engine/trace/hooks.ts';
import type { Item, Items } from './items.ts';
import { wrap } from './text.ts';
import type { Spot, Stop } from './way.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedItem {
  readonly item: Item;
  readonly box: Box;
  /** The text of a note, as it is broken. */
  readonly lines: readonly string[];
}

export interface HookBox extends Box {
  readonly hook: HookName;
  readonly items: readonly PlacedItem[];
}

export type Point = readonly [x: number, y: number];

export interface Wire {
  readonly from: Spot;
  readonly to: Spot;
  /** Who sends packets this way, where that is not the IP stack. */
  readonly by?: string;
  readonly points: readonly Point[];
}

export interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly hooks: readonly HookBox[];
  /** All places but the hooks. */
  readonly spots: ReadonlyMap<Spot, Box>;
  readonly wires: readonly Wire[];
  /** Hooks stand side by side. */
  readonly wide: boolean;
}

/** before: it decides, and then the hooks are called by what it hands the frame to. after: it calls them itself. */
export type BridgeAt = 'before' | 'after' | null;

export interface Plan {
  readonly items: Items;
  readonly onWay: ReadonlySet<Spot>;
  readonly bridge: BridgeAt;
  readonly ipvs: boolean;
}

export const HEADER = 24;
const ROW = 24;
/** A line of a note. */
export const NOTE = 14;
/** Where notes begin and end. */
export const NOTE_LEFT = 13;
const NOTE_RIGHT = 6;
const FOOT = 5;
const PILL = 24;
const DIAMOND = 18;
const EDGE = 8;
/** Between a pill or box and the next below it. */
const GAP = 16;
/** Where side by side begins to be readable. */
const WIDE_FROM = 560;

export function bridgeAt(way: readonly Stop[]): BridgeAt {
  const at = way.findIndex(({ spot }) => spot === 'bridge');
  if (at < 0) return null;
  const hook = way.findIndex(({ spot }) => spot === 'PREROUTING');
  return hook >= 0 && hook < at ? 'after' : 'before';
}

function placeItem(item: Item, x: number, y: number, width: number): PlacedItem {
  const lines = item.kind === 'note' ? wrap(item.text, 'small', width - NOTE_LEFT - NOTE_RIGHT) : [];
  const height = item.kind === 'note' ? NOTE * lines.length + 1 : ROW;
  return { item, lines, box: { x, y, width, height } };
}

function hookBox(
  hook: HookName,
  items: readonly Item[],
  x: number,
  y: number,
  width: number,
  least = 0,
): HookBox {
  let top = y + HEADER;
  const placed = items.map((item) => {
    const own = placeItem(item, x, top, width);
    top += own.box.height;
    return own;
  });
  return { hook, x, y, width, height: Math.max(least, top + FOOT - y), items: placed };
}

const center = ({ x, width }: Box) => x + width / 2;
const middle = ({ y, height }: Box) => y + height / 2;
const right = ({ x, width }: Box) => x + width;
const bottom = ({ y, height }: Box) => y + height;
/** The height at which a line meets a hook at its side. */
const door = ({ y }: Box) => y + HEADER / 2;

const around = (x: number, y: number, width: number, height: number): Box => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** What the pillars between hooks hold. */
const BETWEEN = { bridge: 66, route: 38, local: 64, last: 22 };
const LEAST = 104;
const MOST = 330;

type Columns = Readonly<
  Record<'PREROUTING' | 'INPUT' | 'OUTPUT' | 'POSTROUTING', { x: number; width: number }>
>;

const COLUMNS = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'] as const;

/** Hooks on the way get the room that the others do not need. */
function columnsOf({ onWay, bridge }: Plan, width: number): Columns {
  const first = bridge === 'after' ? BETWEEN.bridge : BETWEEN.route;
  const gaps = [first, BETWEEN.local, BETWEEN.last, 0];
  const room = width - 2 * EDGE - gaps.reduce((sum, gap) => sum + gap, 0);
  const busy = COLUMNS.filter((hook) => onWay.has(hook));
  const share = Math.min(room / 4, LEAST);
  const idle = busy.length === 0 ? room / 4 : share;
  const wide = Math.min(MOST, (room - idle * (4 - busy.length)) / Math.max(1, busy.length));
  const rest =
    busy.length === 4 || busy.length === 0 ? idle : (room - wide * busy.length) / (4 - busy.length);
  let x = EDGE;
  const columns = COLUMNS.map((hook, nth) => {
    const column = { x, width: onWay.has(hook) ? wide : rest };
    x += column.width + gaps[nth]!;
    return [hook, column] as const;
  });
  return Object.fromEntries(columns) as Columns;
}

function beside(plan: Plan, width: number): Arrangement {
  const { items, bridge, ipvs } = plan;
  const columns = columnsOf(plan, width);
  const pill = (column: Columns['PREROUTING']) => ({
    x: column.x,
    y: EDGE,
    width: column.width,
    height: PILL,
  });
  const incoming = pill(columns.PREROUTING);
  const outgoing = pill(columns.POSTROUTING);
  const spots = new Map<Spot, Box>([
    ['in', incoming],
    ['out', outgoing],
  ]);
  let top = EDGE + PILL + GAP;
  if (bridge === 'before') {
    spots.set('bridge', around(center(incoming), top + PILL / 2, 56, PILL));
    top += PILL + GAP;
  }
  const at = (hook: keyof Columns, y: number, least = 0) =>
    hookBox(hook, items[hook], columns[hook].x, y, columns[hook].width, least);
  const before = at('PREROUTING', top);
  const after = at('POSTROUTING', top, 64);
  const span = { x: columns.INPUT.x, width: right({ ...columns.OUTPUT, y: 0, height: 0 }) - columns.INPUT.x };
  const forward = hookBox('FORWARD', items.FORWARD, span.x, top, span.width, bridge === 'after' ? 68 : 0);
  const low = bottom(forward) + GAP + 6;
  const input = at('INPUT', low, 76);
  const output = at('OUTPUT', low, 76);
  const turn = right(before) + (input.x - right(before)) / 2;
  const inner = (right(input) + output.x) / 2;
  const route = around(turn, door(before) + (bridge === 'after' ? 38 : 0), DIAMOND, DIAMOND);
  const local = around(inner, door(input), BETWEEN.local - 12, PILL);
  const routeOut = around(inner, door(input) + 42, DIAMOND, DIAMOND);
  spots.set('routeIn', route).set('local', local).set('routeOut', routeOut);
  if (bridge === 'after') spots.set('bridge', around(turn, door(before), 52, PILL));
  const own = spots.get('bridge');
  const beyond = (right(output) + after.x) / 2;
  const meets = door(after) + 16;
  const wires: Wire[] = [
    ...(own ? besideBridge(own, bridge, { incoming, before, route, forward, outgoing }) : []),
    ...(own
      ? []
      : [wire('in', 'PREROUTING', [center(incoming), bottom(incoming)], [center(before), before.y])]),
    ...(bridge === 'after'
      ? []
      : [wire('PREROUTING', 'routeIn', [right(before), door(before)], [route.x, middle(route)])]),
    wire('routeIn', 'FORWARD', [right(route), middle(route)], [forward.x, middle(route)]),
    wire(
      'routeIn',
      'INPUT',
      [center(route), bottom(route)],
      [center(route), door(input)],
      [input.x, door(input)],
    ),
    wire('FORWARD', 'POSTROUTING', [right(forward), door(forward)], [after.x, door(after)]),
    wire('INPUT', 'local', [right(input), door(input)], [local.x, middle(local)]),
    ...(ipvs ? [byIpvs([right(input), middle(routeOut)], [routeOut.x, middle(routeOut)])] : []),
    wire('local', 'routeOut', [center(local), bottom(local)], [center(routeOut), routeOut.y]),
    wire('routeOut', 'OUTPUT', [right(routeOut), middle(routeOut)], [output.x, middle(routeOut)]),
    wire(
      'OUTPUT',
      'POSTROUTING',
      [right(output), door(output)],
      [beyond, door(output)],
      [beyond, meets],
      [after.x, meets],
    ),
    wire('POSTROUTING', 'out', [center(after), after.y], [center(outgoing), bottom(outgoing)]),
  ];
  const hooks = [before, input, forward, output, after];
  return { width, height: Math.max(...hooks.map(bottom)) + EDGE, hooks, spots, wires, wide: true };
}

const wire = (from: Spot, to: Spot, ...points: Point[]): Wire => ({ from, to, points });

const byIpvs = (...points: Point[]): Wire => ({ from: 'INPUT', to: 'routeOut', by: 'IPVS', points });

interface Around {
  readonly incoming: Box;
  readonly before: Box;
  readonly route: Box;
  readonly forward: Box;
  readonly outgoing: Box;
}

function besideBridge(
  own: Box,
  bridge: BridgeAt,
  { incoming, before, route, forward, outgoing }: Around,
): Wire[] {
  if (bridge === 'after')
    return [
      wire('in', 'PREROUTING', [center(incoming), bottom(incoming)], [center(before), before.y]),
      wire('PREROUTING', 'bridge', [right(before), door(before)], [own.x, middle(own)]),
      wire('bridge', 'routeIn', [center(own), bottom(own)], [center(route), route.y]),
      wire('bridge', 'FORWARD', [right(own), middle(own)], [forward.x, middle(own)]),
    ];
  const far = outgoing.x + 18;
  return [
    wire('in', 'bridge', [center(incoming), bottom(incoming)], [center(own), own.y]),
    wire('bridge', 'PREROUTING', [center(own), bottom(own)], [center(before), before.y]),
    wire('bridge', 'out', [right(own), middle(own)], [far, middle(own)], [far, bottom(outgoing)]),
  ];
}

/** Lines that pass a hook by run beside it. */
const RAIL = 22;

function below(plan: Plan, width: number): Arrangement {
  const { items, bridge, ipvs } = plan;
  const x = RAIL;
  const inside = width - 2 * RAIL;
  const axis = width / 2;
  const [left, far] = [RAIL / 2, width - RAIL / 2];
  const spots = new Map<Spot, Box>();
  let y = EDGE;
  const place = (spot: Spot, box: Box) => {
    spots.set(spot, box);
    y = bottom(box) + GAP;
    return box;
  };
  const stack = (hook: HookName) => {
    const box = hookBox(hook, items[hook], x, y, inside);
    y = bottom(box) + GAP;
    return box;
  };
  const pill = (spot: Spot, wide: number, at = axis) => place(spot, around(at, y + PILL / 2, wide, PILL));
  const diamond = (spot: Spot, at = axis) => place(spot, around(at, y + DIAMOND / 2, DIAMOND, DIAMOND));

  const incoming = pill('in', Math.min(inside, 240));
  const early = bridge === 'before' ? pill('bridge', 70) : null;
  const before = stack('PREROUTING');
  const late = bridge === 'after' ? pill('bridge', 70) : null;
  const route = diamond('routeIn');
  const forward = stack('FORWARD');
  const input = stack('INPUT');
  const level = y + PILL / 2;
  const local = place('local', around(axis - inside / 4, level, Math.min(inside / 2 - 30, 150), PILL));
  const routeOut = around(axis + inside / 4, level, DIAMOND, DIAMOND);
  spots.set('routeOut', routeOut);
  const output = stack('OUTPUT');
  const after = stack('POSTROUTING');
  const outgoing = pill('out', Math.min(inside, 240));
  const down = (from: Spot, to: Spot, a: Box, b: Box, at = axis) =>
    wire(from, to, [at, bottom(a)], [at, b.y]);
  const wires: Wire[] = [
    ...(early
      ? [
          down('in', 'bridge', incoming, early),
          down('bridge', 'PREROUTING', early, before),
          wire(
            'bridge',
            'out',
            [early.x, middle(early)],
            [left, middle(early)],
            [left, middle(outgoing)],
            [outgoing.x, middle(outgoing)],
          ),
        ]
      : [down('in', 'PREROUTING', incoming, before)]),
    ...(late
      ? [
          down('PREROUTING', 'bridge', before, late),
          down('bridge', 'routeIn', late, route),
          wire(
            'bridge',
            'FORWARD',
            [late.x, middle(late)],
            [left, middle(late)],
            [left, door(forward)],
            [forward.x, door(forward)],
          ),
        ]
      : [down('PREROUTING', 'routeIn', before, route)]),
    down('routeIn', 'FORWARD', route, forward),
    wire(
      'routeIn',
      'INPUT',
      [right(route), middle(route)],
      [far, middle(route)],
      [far, door(input)],
      [right(input), door(input)],
    ),
    wire(
      'FORWARD',
      'POSTROUTING',
      [forward.x, bottom(forward) - 8],
      [left, bottom(forward) - 8],
      [left, door(after)],
      [after.x, door(after)],
    ),
    down('INPUT', 'local', input, local, center(local)),
    ...(ipvs ? [byIpvs([center(routeOut), bottom(input)], [center(routeOut), routeOut.y])] : []),
    wire('local', 'routeOut', [right(local), level], [routeOut.x, level]),
    down('routeOut', 'OUTPUT', routeOut, output, center(routeOut)),
    down('OUTPUT', 'POSTROUTING', output, after),
    down('POSTROUTING', 'out', after, outgoing),
  ];
  return {
    width,
    height: y - GAP + EDGE,
    hooks: [before, forward, input, output, after],
    spots,
    wires,
    wide: false,
  };
}

export function arrange(plan: Plan, width: number): Arrangement {
  return width >= WIDE_FROM ? beside(plan, width) : below(plan, width);
}

/** What has to be known of a way to arrange it. */
export function planOf(items: Items, way: readonly Stop[], ipvs: boolean): Plan {
  return { items, onWay: new Set(way.map(({ spot }) => spot)), bridge: bridgeAt(way), ipvs };
}

export const hasIpvs = (items: Items): boolean =>
  HOOK_NAMES.some((hook) => items[hook].some(({ key }) => key.endsWith(' ipvs')));
