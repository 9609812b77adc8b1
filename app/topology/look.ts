// A position as the drawing shows it: what is lit, where the packet rests, what its card says. Pure.
import { eventTitle, type Speech } from '../../engine/explain/index.ts';
import type { Level, Trace, TraceEvent } from '../../engine/trace/events.ts';
import { stackPlaceOf } from '../../engine/trace/stack_place.ts';
import { enclosing, eventOfStep, frameAt, lastTick, previousOf } from '../../engine/trace/steps.ts';
import type { Frame } from '../../engine/wire/frame.ts';
import type { Words } from '../words/catalogue.ts';
import { isTunnel } from './cabling.ts';
import type { StepLook } from './highlight.ts';
import { type Journey, splitPath, svgPath, type Wait } from './journey.ts';
import type { Layout } from './layout.ts';
import type { PacketView } from './packet.ts';
import { bandsOf, packetKind, tunnelOf } from './packetText.ts';
import { type Map2d, placeOf } from './route.ts';

interface LookSource {
  readonly map: Map2d;
  readonly layout: Layout;
  readonly waits: readonly Wait[];
  readonly words: Words['topology'];
  readonly speech: Speech;
}

export interface Position {
  readonly zoom: Level;
  readonly tick: number;
}

/** Events of the step's hop that have happened by now, the step's own included. */
function inHop(trace: Trace, { zoom, tick }: Position): { hop: number; index: number; until: number } {
  const index = eventOfStep(trace, zoom, tick);
  const hop = enclosing(trace, index, 'hop');
  const until = zoom === 'hop' ? trace.events[hop]!.end : index;
  return { hop, index, until };
}

/** What a whole hop came to, the most telling stage first. */
const TELLING: readonly TraceEvent['did']['kind'][] = [
  'drop',
  'deliver',
  'encap',
  'decap',
  'ipvs',
  'icmp',
  'route',
  'bridge',
  'segment',
  'arp',
  'veth',
];

function hopText({ map: { trace }, speech }: LookSource, hop: number): string {
  const { end, ns } = trace.events[hop]!;
  const skb = frameAt(trace, 'hop', lastTick(trace, hop))?.skb;
  for (const kind of TELLING) {
    for (let at = hop + 1; at <= end; at++) {
      const event = trace.events[at]!;
      if (event.did.kind === kind && event.ns === ns && event.skb === skb)
        return eventTitle(speech, trace, at, trace.ticks[at]!);
    }
  }
  return eventTitle(speech, trace, hop, trace.ticks[hop]!);
}

/** The packet as it was a step before: what it is compared with. For a hop, as it arrived there from the hop before. */
function frameBefore(trace: Trace, { zoom, tick }: Position): Frame | null {
  const { index } = inHop(trace, { zoom, tick });
  const { did } = trace.events[index]!;
  if (did.kind === 'walk') return null;
  return previousOf(trace, index)?.frame ?? null;
}

function dropsSoFar(trace: Trace, journey: Journey, position: Position): StepLook['drops'] {
  const { hop, until } = inHop(trace, position);
  return journey.drops
    .filter(({ index }) => index <= until)
    .map(({ index }) => ({ index, here: index > hop }));
}

/** Whose way is shown: that of the packet in hand, also where a timer has it. */
export function packetInHand(trace: Trace, position: Position): number | undefined {
  return frameAt(trace, position.zoom, position.tick)?.skb;
}

export function packetView(source: LookSource, position: Position): PacketView | null {
  const { map, speech, words } = source;
  const { trace, graph } = map;
  const { index, hop, until } = inHop(trace, position);
  const packet = frameAt(trace, position.zoom, position.tick);
  const place = placeOf(map, index);
  const at = graph.places.get(place);
  if (!packet || !at) return null;
  const note =
    position.zoom === 'hop' ? hopText(source, hop) : eventTitle(speech, trace, index, position.tick);
  const dropped = trace.events
    .slice(hop, until + 1)
    .some((event) => event.did.kind === 'drop' && event.skb === packet.skb);
  const before = frameBefore(trace, position);
  return {
    skb: packet.skb,
    at,
    small: place.startsWith('stack:'),
    kind: packetKind(words.packets, packet.frame),
    bands: bandsOf(packet.frame, before),
    note,
    dropped,
  };
}

/** The last thing worth saying inside the stack: the rule or stage at work, for a hop its route. */
function captionOf({ map: { trace }, speech }: LookSource, position: Position): StepLook['caption'] {
  const { index, hop, until } = inHop(trace, position);
  const { ns } = trace.events[hop]!;
  if (position.zoom !== 'hop') {
    return stackPlaceOf(trace, index) === undefined
      ? null
      : { ns: trace.events[index]!.ns, text: eventTitle(speech, trace, index, position.tick) };
  }
  for (let at = until; at > hop; at--) {
    if (trace.events[at]!.did.kind === 'route')
      return { ns, text: eventTitle(speech, trace, at, trace.ticks[at]!) };
  }
  return null;
}

function walkedParts(trace: Trace, skb: number, hop: number, until: number): Set<string> {
  const walked = new Set<string>();
  for (let at = hop; at <= until; at++) {
    const part = trace.events[at]!.skb === skb ? stackPlaceOf(trace, at) : undefined;
    if (part) walked.add(`${trace.events[at]!.ns}:${part}`);
  }
  return walked;
}

/** From the VTEP that wrapped the frame, along the overlay, to the one that unwraps it; up to the overlay if none does. */
function tunnelPath({ map, layout }: LookSource, journey: Journey, hop: number): string {
  const ends = journey.marks.filter(({ hop: at }) =>
    isTunnel(map.outline.devices[map.trace.events[at]!.dev]),
  );
  const devices = [ends.findLast((mark) => mark.hop <= hop), ends.find((mark) => mark.hop > hop)].map(
    (mark) => (mark ? map.trace.events[mark.hop]!.dev : -1),
  );
  const tunnel = layout.tunnels.find((each) => each.ends.some((end) => end.device === devices[0]));
  const [a, b] = devices.map((device) => layout.devices[device]?.jack);
  if (!tunnel || !a) return '';
  const up = [a, { x: a.x, y: tunnel.y }];
  return svgPath(b ? [...up, { x: b.x, y: tunnel.y }, b] : up);
}

export function stepLook(source: LookSource, position: Position, journey: Journey, focus: number): StepLook {
  const { map, waits } = source;
  const { trace } = map;
  const { index, hop, until } = inHop(trace, position);
  const { ns, dev, skb } = trace.events[index]!;
  const arrived = trace.events[hop]!;
  const part = position.zoom === 'hop' ? undefined : stackPlaceOf(trace, index);
  const visited = new Set(
    journey.marks.filter((mark) => mark.hop <= hop).map((mark) => trace.events[mark.hop]!.dev),
  );
  const frame = frameAt(trace, position.zoom, position.tick)?.frame;
  return {
    device: dev < 0 || arrived.skb === skb ? arrived.dev : dev,
    ns,
    focus,
    visited,
    walked: walkedParts(trace, skb, hop, until),
    lit: part ? `${ns}:${part}` : null,
    caption: captionOf(source, position),
    tunnel: frame && tunnelOf(frame) ? tunnelPath(source, journey, hop) : '',
    ...splitPath(journey, index),
    waiting: waits.filter((wait) => wait.from < index && until < wait.until),
    hop,
    drops: dropsSoFar(trace, journey, position),
  };
}
