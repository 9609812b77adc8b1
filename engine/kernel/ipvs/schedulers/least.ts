// What the least-connection schedulers share: the least loaded of those that have a weight; of equals the one listed first.
import type { Chooser, Dest } from '../types.ts';

/** ip_vs_dest_conn_overhead: an active connection weighs as much as 256 inactive ones. */
export const overhead = ({ active, inactive }: Dest): number => active * 256 + inactive;

/** Which of two is loaded less, its load measured by its weight. */
export function leastOf(load: (dest: Dest) => number, weightOf: (dest: Dest) => number): Chooser {
  const less = (a: Dest, b: Dest) => load(a) * weightOf(b) < load(b) * weightOf(a);
  return {
    schedule: (dests) =>
      dests
        .filter(({ weight }) => weight > 0)
        .reduce<Dest | null>((least, dest) => (least === null || less(dest, least) ? dest : least), null),
  };
}

export const byWeight = ({ weight }: Dest): number => weight;
