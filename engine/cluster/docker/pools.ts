// moby libnetwork/ipams/defaultipam: a subnet for every network, and no address in two of them.
import { ok, problem, type Result } from '../../problem.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { contains, formatPrefix, nthAddress, type Prefix, prefixOf } from '../host/prefix.ts';
import type { DockerNetwork } from './declared.ts';

/** The gateway of each with its prefix length, declared or the first of a free pool. */
export function gatewaysOf(networks: readonly DockerNetwork[]): Result<string[]> {
  const taken: { name: string; prefix: Prefix }[] = [];
  for (const { name, gateway } of networks) {
    if (gateway === undefined) continue;
    const prefix = prefixOf(gateway);
    const other = taken.find((each) => meet(each.prefix, prefix));
    if (other)
      return problem(`network ${name}`, `${formatPrefix(prefix)} meets that of network ${other.name}`);
    taken.push({ name, prefix });
  }
  const pools = freePools(taken.map(({ prefix }) => prefix));
  const gateways: string[] = [];
  for (const { name, gateway = pools.next().value } of networks) {
    if (gateway === undefined)
      return problem(`network ${name}`, 'all default address pools are in use', 'a gateway');
    gateways.push(gateway);
  }
  return ok(gateways);
}

const meet = (a: Prefix, b: Prefix) =>
  contains(a, formatIpv4(b.network)) || contains(b, formatIpv4(a.network));

function* freePools(taken: readonly Prefix[]): Generator<string, undefined> {
  for (const pool of localScopePools())
    if (!taken.some((each) => meet(each, pool))) yield `${nthAddress(pool, 1)}/${pool.length}`;
  return undefined;
}

/** ipamutils GetLocalScopeDefaultNetworks: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/16 in pieces of /20. */
function* localScopePools(): Generator<Prefix> {
  for (let second = 17; second < 32; second++) yield prefixOf(`172.${second}.0.0/16`);
  for (let third = 0; third < 256; third += 16) yield prefixOf(`192.168.${third}.0/20`);
}
