// Where in a namespace's IP stack a stage takes place.
import type { HookName, Trace } from './events.ts';

/** Where an skb can be inside the stack: at a hook, at a routing decision, with a process. */
export type StackPlace = HookName | 'routeIn' | 'routeOut' | 'local';

/** The part of the stack an event belongs to; undefined for what happens outside of it. */
export function stackPlaceOf(trace: Trace, index: number): StackPlace | undefined {
  const { did, parent } = trace.events[index]!;
  switch (did.kind) {
    case 'walk':
      return stackPlaceOf(trace, parent);
    case 'table':
    case 'ipvs':
    case 'conntrack':
    case 'nat':
      return did.hook;
    case 'route':
      return did.iif === null ? 'routeOut' : 'routeIn';
    case 'ttl':
      return 'FORWARD';
    case 'neigh':
    case 'fragment':
      return 'POSTROUTING';
    case 'icmp':
    case 'deliver':
    case 'send':
    case 'timer':
      return 'local';
    default:
      return undefined;
  }
}
