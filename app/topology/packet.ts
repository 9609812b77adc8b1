// The packet: an envelope of coloured layers on its way, and the card that names them. One animation loop, direct writes.
import type { Layer } from '../../engine/wire/frame.ts';
import type { Words } from '../words/catalogue.ts';
import { createCard } from './card.ts';
import { ease, mix, pointAt, type Track, trackOf } from './motion.ts';
import type { Band, PacketKind } from './packetText.ts';
import type { Point } from './stack.ts';
import { createToken } from './token.ts';

export interface PacketView {
  /** Another skb is another packet: its layers do not grow out of those before. */
  readonly skb: number;
  /** Place in the drawing. */
  readonly at: Point;
  /** Inside an IP stack the envelope is smaller, so that the hooks stay readable. */
  readonly small: boolean;
  readonly kind: PacketKind;
  readonly bands: readonly Band[];
  readonly note: string;
  readonly dropped: boolean;
}

/** fly: along points. fade: gone here, appearing there (on its way, where one is known). jump: at once. */
export type Motion =
  | { readonly kind: 'fly'; readonly points: readonly Point[] }
  | { readonly kind: 'fade'; readonly points: readonly Point[] }
  | { readonly kind: 'jump' };

/** What the packet needs to know of the view it lies over. */
interface Surroundings {
  /** From the drawing to the screen. */
  toScreen(point: Point): Point;
  scale(): number;
  /** How large the card is drawn: it does not grow with the zoom, but with the view. */
  cardScale(): number;
  /** The nearest corner at which a card is wholly in view. */
  insideView(corner: Point, size: { width: number; height: number }): Point;
  /** Corner for a card of a size when the packet rests at a point of the screen. */
  cardCorner(at: Point, size: { width: number; height: number }, before: Point | null): Point;
}

interface PacketElements {
  readonly token: SVGGElement;
  readonly leader: SVGLineElement;
  readonly card: HTMLElement;
}

interface Packet {
  show(view: PacketView | null, motion: Motion): void;
  /** The camera moves: the card keeps its place by the packet. */
  refresh(): void;
  /** The camera has come to rest: the card may find a better place. */
  settle(): void;
  destroy(): void;
}

export interface Presence {
  readonly id: string;
  readonly layer: Layer['layer'];
  from: number;
  to: number;
  now: number;
}

/** Milliseconds, and how they are shared: first the packet arrives, then its layers change. */
const DURATION = { least: 420, most: 640, perUnit: 0.35 };
const LAYERS_FROM = 0.5;

/** Layers that stay, come (from 0 to 1) and go (to 0), outermost first. */
function nextPresences(before: readonly Presence[], bands: readonly Band[]): Presence[] {
  const depth = (id: string) => Number.parseInt(id, 10);
  const staying = bands.map(({ id, layer }) => {
    const now = before.find((each) => each.id === id)?.now ?? 0;
    return { id, layer, from: now, to: 1, now };
  });
  const leaving = before
    .filter((each) => each.now > 0.01 && !bands.some((band) => band.id === each.id))
    .map((each) => ({ ...each, from: each.now, to: 0 }));
  return [...staying, ...leaving].sort((a, b) => depth(b.id) - depth(a.id));
}

export function createPacket(
  words: Words['topology'],
  elements: PacketElements,
  around: Surroundings,
): Packet {
  const token = createToken(elements.token);
  const card = createCard(elements.card, words);
  let view: PacketView | null = null;
  let presences: Presence[] = [];
  let track: Track = trackOf([]);
  let motion: Motion['kind'] = 'jump';
  let corner: { from: Point; to: Point; now: Point } | null = null;
  let offset: Point = { x: 0, y: 0 };
  let size = { from: 1, to: 1 };
  let started = 0;
  let duration = DURATION.least;
  let progress = 1;
  /** Does anything move, or is the packet there at once? */
  let moves = false;
  let frame = 0;

  const resting = () => around.toScreen(view?.at ?? { x: 0, y: 0 });

  const draw = () => {
    if (!view) return;
    const t = ease(progress);
    const late = ease(Math.max(0, progress - LAYERS_FROM) / (1 - LAYERS_FROM));
    for (const each of presences) each.now = mix(each.from, each.to, late);
    const at = around.toScreen(track.points.length > 1 ? pointAt(track, t) : view.at);
    const visible = motion === 'fade' ? Math.min(1, t * 2) : 1;
    const scale = Math.max(0.85, Math.min(around.scale(), 1.5)) * mix(size.from, size.to, t);
    // A big envelope rests a little to the left, off the name of its device; on its way it is on the line.
    const aside = track.points.length > 1 ? Math.abs(2 * t - 1) : 1;
    token.draw({ at, scale, visible, aside: view.small ? 0 : aside }, presences);
    if (!corner) return;
    corner.now = { x: mix(corner.from.x, corner.to.x, t), y: mix(corner.from.y, corner.to.y, t) };
    const box = card.draw(corner.now, around.cardScale(), presences, progress);
    drawLeader(elements.leader, at, box, visible);
  };

  const tick = (now: number) => {
    progress = Math.max(0, Math.min(1, (now - started) / duration));
    if (progress === 1)
      presences = presences.filter((each) => each.to > 0).map((each) => ({ ...each, from: 1 }));
    draw();
    frame = progress < 1 ? requestAnimationFrame(tick) : 0;
  };

  const cardSize = () => card.size(presences.filter((each) => each.to > 0).length, around.cardScale());

  const moveCard = () => {
    const at = resting();
    const to = around.cardCorner(at, cardSize(), corner && offset);
    offset = { x: to.x - at.x, y: to.y - at.y };
    const from = corner && moves ? corner.now : to;
    corner = { from, to, now: from };
  };

  /** A flight that was interrupted goes on from where it was. */
  const nextTrack = (how: Motion): Track => {
    if (how.kind === 'jump') return trackOf([]);
    const midway = how.kind === 'fly' && progress < 1 && track.points.length > 1;
    return trackOf(midway ? [pointAt(track, ease(progress)), ...how.points] : how.points);
  };

  const start = () => {
    cancelAnimationFrame(frame);
    started = performance.now();
    progress = 0;
    frame = requestAnimationFrame(tick);
  };

  return {
    show(next, how) {
      cancelAnimationFrame(frame);
      const shown = next !== null;
      elements.token.style.display = shown ? '' : 'none';
      elements.leader.style.display = shown ? '' : 'none';
      elements.card.hidden = !shown;
      const other = view?.skb !== next?.skb;
      view = next;
      if (!next) return;
      const fresh = other || how.kind === 'fade';
      presences = fresh
        ? next.bands.map(({ id, layer }) => ({ id, layer, from: 1, to: 1, now: 1 }))
        : nextPresences(presences, next.bands);
      size = { from: size.to, to: next.small ? 0.6 : 1 };
      track = nextTrack(how);
      motion = how.kind;
      moves = motion !== 'jump';
      token.write(next.kind, next.dropped);
      card.write(next, how.kind === 'fly');
      moveCard();
      duration = Math.min(DURATION.most, DURATION.least + (track.reached.at(-1) ?? 0) * DURATION.perUnit);
      if (how.kind !== 'jump') return start();
      corner = corner && { ...corner, from: corner.to };
      tick(started + duration);
    },
    refresh() {
      if (!view || !corner) return;
      const at = resting();
      const to = around.insideView({ x: at.x + offset.x, y: at.y + offset.y }, cardSize());
      corner = progress === 1 ? { from: to, to, now: to } : { ...corner, to };
      draw();
    },
    settle() {
      if (!view) return;
      moveCard();
      if (progress < 1) return;
      track = trackOf([]);
      motion = 'jump';
      duration = DURATION.least;
      if (moves && corner && corner.from !== corner.to) return start();
      tick(started + duration);
    },
    destroy: () => cancelAnimationFrame(frame),
  };
}

/** From the packet to the nearest point of its card. */
function drawLeader(
  line: SVGLineElement,
  at: Point,
  box: { x: number; y: number; width: number; height: number },
  visible: number,
): void {
  const x = Math.max(box.x + 4, Math.min(box.x + box.width - 4, at.x));
  const y = Math.max(box.y + 4, Math.min(box.y + box.height - 4, at.y));
  line.setAttribute('x1', `${at.x}`);
  line.setAttribute('y1', `${at.y}`);
  line.setAttribute('x2', `${x}`);
  line.setAttribute('y2', `${y}`);
  line.style.opacity = `${visible}`;
}
