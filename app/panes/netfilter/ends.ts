// What the places beside the hooks are called on a way: the devices it begins and ends with, the process, where a route leads.
import type { Did, Trace } from '../../../engine/trace/events.ts';
import type { Outline } from '../../../engine/trace/outline.ts';
import type { Pass } from '../../../engine/trace/passes.ts';
import type { Words } from '../../words/catalogue.ts';
import { type Spot, spotOf } from './way.ts';

type Said = Words['netfilter'];

/** Names that differ, in order. */
const joined = (names: readonly (string | undefined)[]) => [...new Set(names.filter(Boolean))].join(' › ');

function processOf(did: Did, device: string, said: Said): string | undefined {
  switch (did.kind) {
    case 'send':
    case 'deliver':
    case 'tcp':
      return did.by;
    case 'decap':
      return did.dev;
    case 'encap':
      return device;
    case 'icmp':
      return said.kernel;
    default:
      return undefined;
  }
}

function routeName(did: Did): string | undefined {
  if (did.kind !== 'route') return undefined;
  const { result } = did;
  if (result.kind === 'error') return result.errno;
  return 'dev' in result ? result.dev : result.kind;
}

export type Labels = ReadonlyMap<Spot, string>;

/** A word for each place a way leads by; where nothing is known of one, none. */
export function labelsOf(trace: Trace, outline: Outline, pass: Pass | undefined, said: Said): Labels {
  const names = new Map<Spot, (string | undefined)[]>();
  for (const index of pass?.events ?? []) {
    const spot = spotOf(trace, index);
    if (spot === null) continue;
    const { did, dev } = trace.events[index]!;
    const device = outline.devices[dev]?.name;
    const name = spot === 'local' ? processOf(did, device ?? '', said) : nameAt(spot, did, device);
    names.set(spot, [...(names.get(spot) ?? []), name]);
  }
  return new Map([...names].map(([spot, all]) => [spot, joined(all)]));
}

function nameAt(spot: Spot, did: Did, device: string | undefined): string | undefined {
  if (spot === 'routeIn' || spot === 'routeOut') return routeName(did);
  if (spot === 'bridge') return did.kind === 'bridge' ? did.bridge : undefined;
  return spot === 'in' || spot === 'out' ? device : undefined;
}
