// net/netfilter/ipvs/ip_vs_dh.c: the server by the address the client wants, for caches behind a mark.
import type { KernelVersion } from '../../version.ts';
import type { Chooser, Dest } from '../types.ts';
import { fill, hashkey } from './hash.ts';

export function dh(version: KernelVersion): Chooser {
  let table: readonly Dest[] = [];
  return {
    schedule(_dests, { daddr }) {
      const dest = table[hashkey(version, daddr)];
      return dest && dest.weight > 0 ? dest : null;
    },
    changed(dests) {
      table = fill(dests, () => 1);
    },
  };
}
