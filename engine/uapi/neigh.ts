// net/core/neighbour.c neigh_add, neigh_delete: neighbours written by hand.
import { neigh_enter, neigh_lookup, neigh_remove, neighKey } from '../kernel/core/neighbour.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { EEXIST, ENOENT, withDevice } from './registry.ts';
import type { Refusal, Request } from './request.ts';

export function addNeighbour(net: Net, request: Extract<Request, { do: 'neigh.add' }>): Refusal {
  return withDevice(net, request.dev, (dev) => {
    const { address, lladdr, state, how } = request;
    const known = neigh_lookup(dev, address);
    if (how === 'add' && known) return EEXIST;
    if (how === 'change' && !known) return ENOENT;
    const row = { address, dev: dev.name, lladdr, state };
    if (how === undefined) net.neigh.rows.set(neighKey(dev, address), row);
    else if (lladdr === null && !known?.lladdr && !WITHOUT_ADDRESS.has(state))
      return 'Error: No link layer address given.';
    else neigh_enter(dev, { ...row, lladdr: lladdr ?? known?.lladdr ?? null });
    return null;
  });
}

/** States in which nobody knows where the neighbour is. */
const WITHOUT_ADDRESS: ReadonlySet<string> = new Set(['FAILED', 'INCOMPLETE', 'NONE']);

export function deleteNeighbour(net: Net, request: Extract<Request, { do: 'neigh.del' }>): Refusal {
  return withDevice(net, request.dev, (dev) => {
    if (!neigh_lookup(dev, request.address)) return ENOENT;
    neigh_remove(dev, request.address);
    return null;
  });
}
