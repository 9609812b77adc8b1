// Which way a packet goes in its conversation: away from who began it, or back to them.
import { type Frame, layersOf } from '../wire/frame.ts';
import type { Tcp } from '../wire/tcp.ts';
import type { Udp } from '../wire/udp.ts';
import type { Trace, TraceEvent } from './events.ts';
import { kindOf } from './kind.ts';
import { enclosing } from './steps.ts';

export type Direction = 'forth' | 'back';

/** The innermost header that has ports. */
function portsOf(frame: Frame | null | undefined): Tcp | Udp | undefined {
  if (!frame) return undefined;
  return layersOf(frame).findLast((layer) => layer.layer === 'tcp' || layer.layer === 'udp');
}

/** What had happened when a packet was made: the event that brought its hop about, or the hop in which it was made. */
function occasionOf(trace: Trace, index: number): TraceEvent | undefined {
  const { level, cause } = trace.events[index]!;
  return trace.events[level === 'hop' ? cause : enclosing(trace, index, 'hop')];
}

/** By skb. All that a socket sends goes the way of its first packet, which goes back if it answers what came in. */
export function directionsOf(trace: Trace): ReadonlyMap<number, Direction> {
  const directions = new Map<number, Direction>();
  const sockets = new Map<string, Direction>();

  function ofSocket({ ns }: TraceEvent, own: Tcp | Udp, occasion: TraceEvent | undefined): Direction {
    const socket = `${ns} ${own.layer} ${own.sport} ${own.dport}`;
    const theirs = portsOf(occasion?.frame);
    const answers = theirs?.sport === own.dport && theirs.dport === own.sport;
    const direction = sockets.get(socket) ?? (answers ? 'back' : 'forth');
    sockets.set(socket, direction);
    return direction;
  }

  function of(event: TraceEvent, index: number): Direction {
    const kind = kindOf(event);
    if (kind === 'request') return 'forth';
    if (kind === 'reply' || kind === 'error') return 'back';
    const occasion = occasionOf(trace, index);
    const ports = portsOf(event.frame);
    if (ports) return ofSocket(event, ports, occasion);
    return (occasion && directions.get(occasion.skb)) ?? 'forth';
  }

  trace.events.forEach((event, index) => {
    if (event.frame && !directions.has(event.skb)) directions.set(event.skb, of(event, index));
  });
  return directions;
}
