// What sh and dh share: a table of 256 places, and the hash of an address that chooses one.
import type { Ipv4Address } from '../../../wire/address.ts';
import { type KernelVersion, since } from '../../version.ts';
import type { Dest } from '../types.ts';

const TAB_BITS = 8;
const TAB_SIZE = 1 << TAB_BITS;
const GOLDEN_RATIO_32 = 0x61c88647;
/** Knuth's multiplicative constant, of which older kernels kept the lowest bits of the product. */
const KNUTH = 2_654_435_761;

/** hash_32 since 4.18. */
export function hashkey(version: KernelVersion, address: Ipv4Address): number {
  if (!since(version, 4, 18)) return Math.imul(address, KNUTH) & (TAB_SIZE - 1);
  return Math.imul(address, GOLDEN_RATIO_32) >>> (32 - TAB_BITS);
}

/** Every place gets a destination, in the order of the list; each has as many in a row as `shares` says, at least one. */
export function fill(dests: readonly Dest[], shares: (dest: Dest) => number): readonly Dest[] {
  const table: Dest[] = [];
  for (let at = 0; dests.length > 0 && table.length < TAB_SIZE; at++) {
    const dest = dests[at % dests.length]!;
    for (let nth = 0; nth < Math.max(1, shares(dest)); nth++) table.push(dest);
  }
  return table.slice(0, TAB_SIZE);
}
