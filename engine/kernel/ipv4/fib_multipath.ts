// net/ipv4/fib_semantics.c fib_select_multipath: which of several next hops a flow takes.
import type { RouteNextHop, RouteRow } from '../../trace/rows.ts';
import type { Ipv4Address } from '../../wire/address.ts';

/** A 31-bit hash of both addresses (fib_multipath_hash_policy 0). Linux mixes in a secret, so its choices are others'. */
function fib_multipath_hash(saddr: Ipv4Address, daddr: Ipv4Address): number {
  const mixed = Math.imul(saddr ^ Math.imul(daddr, 0x9e3779b1), 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 1) >>> 0;
}

const HASHES = 0x80000000;

/** The hops that can be used; each has as many of the hashes as its weight says. */
function select(hops: readonly RouteNextHop[], hash: number): RouteNextHop | undefined {
  const alive = hops.filter(({ dead }) => !dead);
  const total = alive.reduce((sum, { weight }) => sum + weight, 0);
  let bound = 0;
  return alive.find(({ weight }) => {
    bound += (weight / total) * HASHES;
    return hash < bound;
  });
}

/** fib_select_path: the row as if it had only the next hop that this flow takes. */
export function fib_select_path<R extends Pick<RouteRow, 'gateway' | 'dev' | 'nexthops'>>(
  row: R,
  saddr: Ipv4Address,
  daddr: Ipv4Address,
): R {
  if (!row.nexthops) return row;
  const hop = select(row.nexthops, fib_multipath_hash(saddr, daddr));
  return hop ? { ...row, gateway: hop.gateway, dev: hop.dev } : row;
}

/** The next hops through a device go (or come back) with it; null when none is left. */
export function nexthops_sync(row: RouteRow, dev: string, dead: boolean): RouteRow | null {
  if (!row.nexthops?.some((hop) => hop.dev === dev)) return row;
  const nexthops = row.nexthops.map((hop) => (hop.dev === dev ? { ...hop, dead } : hop));
  return nexthops.every((hop) => hop.dead) ? null : { ...row, nexthops };
}
