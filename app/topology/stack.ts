// The IP stack of a namespace as drawn: where its netfilter hooks and routing decisions lie on the plate.
import type { StackPlace } from '../../engine/trace/stack_place.ts';
import { JACK, type TextLine } from './measure.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StackBox extends Box {
  readonly ns: number;
  /** A namespace with a single device shows its stack as a strip without hooks. */
  readonly compact: boolean;
  /** Where its name begins. */
  readonly title: Point;
  readonly places: readonly { readonly place: StackPlace; readonly box: Box }[];
  /** Where the text about the walk in progress goes. */
  readonly caption: TextLine & { readonly width: number };
}

export const PLATE = { width: 248, height: 66 };
export const STRIP = { width: 84, height: 17 };

const ROW = { upper: 6, lower: 29, height: 16 };
const DIAMOND = 12;

/** Offsets from the left edge of the map; the gap before each is where the packet stands when it is there. */
const MAP: readonly { place: StackPlace; x: number; row: 'upper' | 'lower'; width: number }[] = [
  { place: 'PREROUTING', x: 17, row: 'lower', width: 64 },
  { place: 'routeIn', x: 88, row: 'lower', width: DIAMOND },
  { place: 'FORWARD', x: 114, row: 'lower', width: 46 },
  { place: 'POSTROUTING', x: 174, row: 'lower', width: 69 },
  { place: 'INPUT', x: 77, row: 'upper', width: 34 },
  { place: 'local', x: 125, row: 'upper', width: 42 },
  { place: 'routeOut', x: 173, row: 'upper', width: DIAMOND },
  { place: 'OUTPUT', x: 199, row: 'upper', width: 43 },
];

/** The arrows of the map, in the order in which packets go. */
export const STACK_EDGES: readonly (readonly [StackPlace, StackPlace])[] = [
  ['PREROUTING', 'routeIn'],
  ['routeIn', 'FORWARD'],
  ['FORWARD', 'POSTROUTING'],
  ['routeIn', 'INPUT'],
  ['INPUT', 'local'],
  ['local', 'routeOut'],
  ['routeOut', 'OUTPUT'],
  ['OUTPUT', 'POSTROUTING'],
];

/** The full plate; its map is centred when it is wider than need be. */
export function plateAt(ns: number, x: number, y: number, width: number): StackBox {
  const left = x + Math.round((width - PLATE.width) / 2);
  const places = MAP.map(({ place, x: offset, row, width: w }) => {
    const diamond = place === 'routeIn' || place === 'routeOut';
    const height = diamond ? DIAMOND : ROW.height;
    return {
      place,
      box: { x: left + offset, y: y + ROW[row] + (ROW.height - height) / 2, width: w, height },
    };
  });
  return {
    ns,
    compact: false,
    x,
    y,
    width,
    height: PLATE.height,
    title: { x: left + 8, y: y + 17 },
    places,
    caption: { role: 'caption', text: '', x: left + 8, y: y + 58, width: PLATE.width - 16 },
  };
}

/** The strip. */
export function stripAt(ns: number, x: number, y: number, width: number): StackBox {
  const box = { x, y, width, height: STRIP.height };
  return {
    ns,
    compact: true,
    ...box,
    title: { x: x + 23, y: y + 12 },
    places: [{ place: 'local', box }],
    caption: { role: 'caption', text: '', x: x + 23, y: y + 12, width: width - 26 },
  };
}

/** Where the packet rests at a place: on a diamond, before a hook, in the icon column of a strip. */
export function restingPoint(stack: StackBox, place: StackPlace): Point {
  const found = stack.places.find((entry) => entry.place === place);
  if (!found) return { x: stack.x + JACK, y: stack.y + stack.height / 2 };
  const { box } = found;
  const y = box.y + box.height / 2;
  if (stack.compact) return { x: box.x + JACK, y };
  const diamond = place === 'routeIn' || place === 'routeOut';
  return { x: diamond ? box.x + box.width / 2 : box.x - 7, y };
}
