// net/netfilter/ipvs/ip_vs_sh.c: the server by the client's address; a heavier server has more places in the table.
import type { KernelVersion } from '../../version.ts';
import type { Chooser, Dest } from '../types.ts';
import { fill, hashkey } from './hash.ts';

export function sh(version: KernelVersion): Chooser {
  let table: readonly Dest[] = [];
  return {
    schedule(_dests, { saddr }) {
      const dest = table[hashkey(version, saddr)];
      return dest && dest.weight > 0 ? dest : null;
    },
    changed(dests) {
      table = fill(dests, ({ weight }) => weight);
    },
  };
}
