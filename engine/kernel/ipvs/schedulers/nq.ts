// net/netfilter/ipvs/ip_vs_nq.c: a server that has nothing to do, else the shortest expected delay.
import type { Chooser } from '../types.ts';
import { sed } from './sed.ts';

export function nq(): Chooser {
  const busy = sed();
  return {
    schedule: (dests, flow) =>
      dests.find(({ active, weight }) => active === 0 && weight > 0) ?? busy.schedule(dests, flow),
  };
}
