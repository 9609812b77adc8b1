// Joins camera, packet and highlights on one mounted drawing, and tells its owner what a person points at.
import type { ZoomTransform } from 'd3';
import type { Speech } from '../../engine/explain/index.ts';
import type { Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { enclosing, eventOfStep } from '../../engine/trace/steps.ts';
import type { Size } from '../ui/useSize.ts';
import type { Words } from '../words/catalogue.ts';
import { insideView, type Obstacle, placeCallout } from './callout.ts';
import { createCamera, fitTransform } from './camera.ts';
import type { Graph } from './graph.ts';
import { createHighlighter, type Sought } from './highlight.ts';
import { type Journey, journeys, waitsOf } from './journey.ts';
import type { Layout } from './layout.ts';
import { type Listeners, listen } from './listen.ts';
import { type Position, packetInHand, packetView, stepLook } from './look.ts';
import { createPacket, type Motion } from './packet.ts';
import { type Map2d, originOf, placeOf, wayBetweenEvents, wayToHop } from './route.ts';
import type { Box, Point } from './stack.ts';

interface Subject {
  readonly outline: Outline;
  readonly trace: Trace;
  readonly layout: Layout;
  readonly graph: Graph;
  readonly words: Words['topology'];
  readonly speech: Speech;
  /** Is it seen from far away? */
  readonly far: boolean;
}

interface Wanted extends Position {
  readonly focus: number;
}

export interface Stage {
  resize(size: Size): void;
  show(position: Wanted, animate: boolean): void;
  zoomBy(factor: number, animate: boolean): void;
  fit(animate: boolean): void;
  /** Marks the devices at which there are breakpoints. */
  mark(stops: ReadonlySet<number>): void;
  /** Brings what was looked for into view and gives it the focus; null: it is looked for no more. */
  seek(sought: Sought | null, animate: boolean): void;
  destroy(): void;
}

const devicesOf = (trace: Trace, journey: Journey) =>
  new Set(journey.marks.map((mark) => trace.events[mark.hop]!.dev));

/** The upper edge of machines and namespaces, where their names are. */
const TITLE_HEIGHT = 20;

/** How much larger the card is drawn at most: on a desk, and for those who sit far away. */
const LARGEST_CARD = { near: 1.2, far: 1.8 };

/** The card grows with the view; near 1 it is 1, where its texts are sharpest. */
function cardScale({ width, height }: Size, most: number): number {
  const scale = Math.max(0.85, Math.min(most, width / 780, height / 420));
  return Math.abs(scale - 1) < 0.07 ? 1 : scale;
}

/** How the packet gets from one position to the next. */
function motionBetween(map: Map2d, before: Position | null, now: Position): Motion {
  const { trace } = map;
  if (!before) return { kind: 'jump' };
  const from = eventOfStep(trace, before.zoom, before.tick);
  const to = eventOfStep(trace, now.zoom, now.tick);
  const points = wayBetweenEvents(map, now.zoom, from, to);
  if (points) return { kind: 'fly', points };
  const hop = enclosing(trace, to, 'hop');
  const near = Math.abs(hop - enclosing(trace, from, 'hop')) < 60 && originOf(trace, hop) >= 0;
  return { kind: 'fade', points: (near && to > from && wayToHop(map, hop, false)) || [] };
}

/** What a person has made of the view; it outlives the stage as long as the same network is drawn. */
export interface Hand {
  /** null: nothing, everything is shown. */
  transform: ZoomTransform | null;
  /** Everything, however small. */
  fitted: boolean;
}

export function createStage(root: HTMLElement, subject: Subject, listeners: Listeners, hand: Hand): Stage {
  const { outline, trace, layout, graph, words, speech, far } = subject;
  const map: Map2d = { outline, trace, graph };
  const journeyOf = journeys(map);
  const source = { map, layout, waits: waitsOf(map), words, speech };
  const part = <T extends Element>(name: string) => root.querySelector<T>(`[data-part="${name}"]`)!;
  const world = part<SVGGElement>('world');
  const highlighter = createHighlighter(words, root, layout);
  let view: Size = { width: 0, height: 0 };
  let last: Position | null = null;
  let wanted: Wanted | null = null;
  let here = { device: -1, ns: -1, way: new Set<number>(), spaces: new Set<number>() };

  const camera = createCamera(root.querySelector('svg')!, {
    onMove(transform, byHand) {
      if (byHand || hand.transform) hand.transform = transform;
      if (byHand) hand.fitted = false;
      world.setAttribute('transform', transform.toString());
      world.dataset.detail = transform.k < 0.7 ? 'low' : 'high';
      packet.refresh();
      listeners.onTip(null);
      // Of another size or another network everything is looked for anew; else what was chosen is no more where it was.
      if (byHand || last) listeners.onChoose(null, false);
    },
    onRest: () => packet.settle(),
  });

  const toScreen = ({ x, y }: Point): Point => ({
    x: camera.transform().applyX(x),
    y: camera.transform().applyY(y),
  });
  const onScreen = (box: Box, weight: number): Obstacle => {
    const corner = toScreen(box);
    return {
      ...corner,
      width: box.width * camera.transform().k,
      height: box.height * camera.transform().k,
      weight,
    };
  };

  const obstacles = (): Obstacle[] => {
    const weight = (id: number) =>
      id === here.device ? 9 : here.way.has(id) ? 5 : outline.devices[id]!.ns === here.ns ? 1.4 : 0.7;
    const devices = layout.devices.flatMap((box) => (box ? onScreen(box, weight(box.id)) : []));
    const titles = [...layout.machines, ...layout.namespaces].map(({ x, y, width }) =>
      onScreen({ x, y, width: Math.min(width, 120), height: TITLE_HEIGHT }, 3),
    );
    const wires = layout.segments.map((box) => onScreen(box, 2));
    const stacks = layout.namespaces.map(({ id, stack }) => onScreen(stack, here.spaces.has(id) ? 2.4 : 0.5));
    const corners = [
      { x: 0, y: view.height - 40, width: 90, height: 40, weight: 3 },
      { x: view.width - 116, y: view.height - 40, width: 116, height: 40, weight: 3 },
    ];
    return [...devices, ...titles, ...stacks, ...wires, ...corners];
  };

  const packet = createPacket(
    words,
    {
      token: part<SVGGElement>('token'),
      leader: part<SVGLineElement>('leader'),
      card: part<HTMLElement>('card'),
    },
    {
      toScreen,
      scale: () => camera.transform().k,
      insideView: (corner, size) => insideView(corner, size, view),
      cardScale: () => cardScale(view, LARGEST_CARD[far ? 'far' : 'near']),
      cardCorner: (at, size, before) => placeCallout({ at, size, view, obstacles: obstacles(), before }),
    },
  );

  const stopListening = listen(root, trace, () => last?.zoom ?? 'hop', listeners);

  const draw = ({ focus, ...position }: Wanted, animate: boolean) => {
    const index = eventOfStep(trace, position.zoom, position.tick);
    const journey = journeyOf(packetInHand(trace, position) ?? trace.events[index]!.skb);
    const look = stepLook(source, position, journey, focus);
    const way = devicesOf(trace, journey);
    here = {
      device: look.device,
      ns: look.ns,
      way,
      spaces: new Set([...way].map((id) => outline.devices[id]?.ns ?? -1)),
    };
    highlighter.show(look, journey);
    const moved = last !== null && (last.tick !== position.tick || last.zoom !== position.zoom);
    if (last && !moved) return;
    const motion: Motion = animate ? motionBetween(map, last, position) : { kind: 'jump' };
    const point = graph.places.get(placeOf(map, index));
    if (point && (moved || !hand.transform)) camera.reveal(point, animate && moved);
    packet.show(packetView(source, position), motion);
    last = position;
  };

  return {
    resize(size) {
      if (size.width === 0 || size.height === 0) return;
      view = size;
      last = null;
      camera.update(size, layout, hand.transform ?? (hand.fitted ? fitTransform(size, layout) : null));
      if (wanted) draw(wanted, false);
    },
    show(position, animate) {
      wanted = position;
      if (view.width > 0) draw(position, animate);
    },
    zoomBy(factor, animate) {
      hand.transform = camera.transform();
      hand.fitted = false;
      camera.scaleBy(factor, animate);
    },
    fit(animate) {
      hand.transform = null;
      hand.fitted = true;
      camera.fit(animate);
    },
    mark: (stops) => highlighter.mark(stops),
    seek(sought, animate) {
      const box =
        sought && (layout.devices[sought.device] ?? layout.namespaces.find(({ id }) => id === sought.ns));
      if (box) camera.reveal({ x: box.x + box.width / 2, y: box.y + Math.min(box.height, 60) / 2 }, animate);
      highlighter.seek(sought);
    },
    destroy() {
      stopListening();
      packet.destroy();
      camera.destroy();
      highlighter.destroy();
    },
  };
}
