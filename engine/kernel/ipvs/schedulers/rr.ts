// net/netfilter/ipvs/ip_vs_rr.c: one after the other.
import type { Chooser, Dest } from '../types.ts';

export function rr(): Chooser {
  /** The one chosen last; null: the head of the list. */
  let last: Dest | null = null;
  return {
    schedule(dests) {
      const from = last ? dests.indexOf(last) : -1;
      const next = [...dests.slice(from + 1), ...dests.slice(0, from + 1)].find(({ weight }) => weight > 0);
      if (next) last = next;
      return next ?? null;
    },
    changed(_dests, removed) {
      if (removed && removed.dest === last) last = removed.before;
    },
  };
}
