// net/netfilter/ipvs/ip_vs_wrr.c: one after the other, as often as its weight says, the heaviest first.
import type { Chooser, Dest } from '../types.ts';

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

export function wrr(): Chooser {
  let last: Dest | null = null;
  /** Weight a destination must have in this round; the round's highest; the step between rounds. */
  let current = 0;
  let highest = 0;
  let step = 1;
  return {
    schedule(dests) {
      if (highest === 0) return null;
      let from = last ? dests.indexOf(last) : -1;
      for (;;) {
        const found = dests.slice(from + 1).find(({ weight }) => weight >= current);
        if (found) {
          last = found;
          return found;
        }
        from = -1;
        current -= step;
        if (current <= 0) current = highest;
      }
    },
    /** ip_vs_wrr_dest_changed */
    changed(dests) {
      last = null;
      const weights = dests.map(({ weight }) => weight);
      step = weights.reduce(gcd, 0) || 1;
      highest = Math.max(0, Math.max(0, ...weights) - (step - 1));
      if (current > highest || current === 0) current = highest;
      else if (step > 1) current = Math.floor(current / step) * step + 1;
    },
  };
}
