// What a trace costs: how far packets go, how many octets cross wires, how often something is looked up, tried or rewritten.
import { encodeFrame } from '../wire/frame.ts';
import type { Trace, TraceEvent } from './events.ts';

export interface Cost {
  /** Packets handed to a device, or made by a process. */
  readonly hops: number;
  /** Frames that cross a wire between machines, and their octets with all headers. */
  readonly frames: number;
  readonly octets: number;
  /** Rules of iptables tried. */
  readonly rules: number;
  readonly routes: number;
  /** FDB lookups, of bridges and of VXLAN devices. */
  readonly fdb: number;
  readonly neighbours: number;
  readonly conntrack: number;
  /** Headers of tunnels put on. */
  readonly encapsulations: number;
  /** Addresses or ports rewritten. */
  readonly rewrites: number;
}

type Counted = keyof Cost;

const NOTHING: Readonly<Record<Counted, number>> = {
  hops: 0,
  frames: 0,
  octets: 0,
  rules: 0,
  routes: 0,
  fdb: 0,
  neighbours: 0,
  conntrack: 0,
  encapsulations: 0,
  rewrites: 0,
};

/** What an event adds. */
function costOf({ did, frame }: TraceEvent): Partial<Cost> {
  switch (did.kind) {
    case 'send':
    case 'transmit':
    case 'receive':
      return { hops: 1 };
    case 'segment':
      return { frames: 1, octets: frame ? encodeFrame(frame).length : 0 };
    case 'walk':
      return { rules: did.tried };
    case 'route':
      return { routes: 1 };
    case 'bridge':
    case 'fdb':
      return { fdb: 1 };
    case 'neigh':
      return { neighbours: 1 };
    case 'conntrack':
      // An entry is confirmed without being looked for again.
      return did.action === 'confirm' ? {} : { conntrack: 1 };
    case 'encap':
      return { encapsulations: 1 };
    case 'nat':
      return { rewrites: 1 };
    case 'ipvs':
      return did.action === 'translated' ? { rewrites: 1 } : {};
    default:
      return {};
  }
}

export function traceCost({ events }: Trace): Cost {
  const total = { ...NOTHING };
  for (const event of events) {
    const cost = costOf(event);
    for (const name of Object.keys(cost) as Counted[]) total[name] += cost[name] ?? 0;
  }
  return total;
}
