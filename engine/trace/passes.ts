// Pure readers: a packet's ways through IP stacks, each from a device or process to a device or process of one namespace.
import { ipv4Of } from '../wire/frame.ts';
import type { Trace } from './events.ts';

export interface Pass {
  readonly ns: number;
  readonly skb: number;
  /** The events on the way, rules too, in order. */
  readonly events: readonly number[];
}

/** A bridge hands a frame up to its own device: it is still on the same way. */
function handedUp(trace: Trace, index: number): boolean {
  const { cause } = trace.events[index]!;
  return cause >= 0 && trace.events[cause]!.did.kind === 'bridge';
}

/** Does a tunnel put a header on inside this hop? What follows its arrival there is another packet of this host. */
function wraps(trace: Trace, hop: number): boolean {
  const { did, end } = trace.events[hop]!;
  if (did.kind !== 'transmit') return false;
  for (let index = hop + 1; index <= end; index++) if (trace.events[index]!.did.kind === 'encap') return true;
  return false;
}

/** Does another way of the packet begin with an event? `last`: the event before on its way so far. */
function begins(trace: Trace, index: number, last: number): boolean {
  const { did, parent } = trace.events[index]!;
  if (did.kind === 'send') return true;
  if (did.kind === 'receive') return !handedUp(trace, index);
  return parent === last && wraps(trace, parent);
}

export interface Passes {
  /** In the order in which they began. */
  readonly all: readonly Pass[];
  /** For each event the place in `all` of the way it is on; -1 for events on none. */
  readonly of: Int32Array;
}

/** All ways of a trace. Only IPv4 has them; ARP does not pass these hooks. */
export function passesOf(trace: Trace): Passes {
  const all: { ns: number; skb: number; events: number[] }[] = [];
  const of = new Int32Array(trace.events.length).fill(-1);
  const open = new Map<string, number>();
  trace.events.forEach(({ ns, skb, frame }, index) => {
    if (!frame || !ipv4Of(frame)) return;
    const key = `${ns} ${skb}`;
    const known = all[open.get(key) ?? -1];
    if (!known || begins(trace, index, known.events[known.events.length - 1]!)) {
      open.set(key, all.length);
      all.push({ ns, skb, events: [] });
    }
    of[index] = open.get(key)!;
    all[of[index]!]!.events.push(index);
  });
  return { all, of };
}

/** The way an event is on; else the last that the namespace has seen by then, else the first it will see. Undefined: none ever. */
export function passAt({ all, of }: Passes, ns: number, index: number): Pass | undefined {
  const own = all[of[index] ?? -1];
  if (own?.ns === ns) return own;
  const here = all.filter((pass) => pass.ns === ns);
  return here.findLast(({ events }) => events[0]! <= index) ?? here[0];
}
