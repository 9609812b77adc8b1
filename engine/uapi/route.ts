// net/ipv4/fib_semantics.c fib_create_info, net/ipv4/fib_trie.c fib_table_insert, fib_table_delete: routes come and go.
import { is_local_address } from '../kernel/ipv4/devinet.ts';
import { fib_create_info, type RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import { RT_TABLE_MAIN, routeKey } from '../kernel/ipv4/fib_trie.ts';
import { fib_lookup } from '../kernel/ipv4/route.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { RouteNextHop, RouteRow } from '../trace/rows.ts';
import { type Ipv4Address, prefixMask } from '../wire/address.ts';
import { EEXIST, ENODEV, ENOENT } from './registry.ts';
import type { Refusal, RouteHow, RoutePattern } from './request.ts';

const INVALID_GATEWAY = 'Error: Nexthop has invalid gateway.';

export function addRoute(net: Net, asked: RouteConfig, how: RouteHow): Refusal {
  if ((asked.dst & ~prefixMask(asked.length)) !== 0) return 'Error: Invalid prefix for given prefix length.';
  if (asked.dev !== null && !net.device(asked.dev)) return `Cannot find device "${asked.dev}"`;
  if (asked.nexthops) return addMultipath(net, asked, asked.nexthops, how);
  const route = asked.gateway === null ? asked : { ...asked, dev: asked.dev ?? egress(net, asked) };
  const refused = nexthopRefused(net, route, asked);
  if (refused !== null) return refused;
  return insert(net, fib_create_info(net, route), how);
}

/** fib_get_nhs: every next hop is checked as if it were the only one. A device that is not named is found by the gateway. */
function addMultipath(net: Net, asked: RouteConfig, hops: readonly RouteNextHop[], how: RouteHow): Refusal {
  const checked: RouteNextHop[] = [];
  for (const { gateway, dev, ...rest } of hops) {
    const named = dev === '' ? null : dev;
    if (named !== null && !net.device(named)) return `Cannot find device "${named}"`;
    const only = { ...asked, gateway, dev: named };
    const found = named ?? (gateway === null ? null : egress(net, only));
    const refused = nexthopRefused(net, { ...only, dev: found }, only);
    if (refused !== null) return refused;
    checked.push({ gateway, dev: found!, ...rest });
  }
  const { gateway, dev } = checked[0]!;
  const { nexthops: _asked, ...single } = { ...asked, gateway, dev };
  const route = checked.length === 1 ? single : { ...single, nexthops: checked };
  return insert(net, fib_create_info(net, route), how);
}

/** fib_check_nh, fib_valid_prefsrc */
function nexthopRefused(net: Net, route: RouteConfig, asked: RouteConfig): Refusal {
  const { gateway, dev, prefsrc, onlink, type } = route;
  const needsDevice = type === 'unicast' || type === 'local' || type === 'broadcast';
  if (onlink && asked.dev === null) return 'Error: Nexthop device required for onlink.';
  if (gateway !== null && !onlink && (dev === null || egress(net, asked) !== dev)) return INVALID_GATEWAY;
  if (needsDevice && dev === null) return ENODEV;
  if (dev !== null && !net.device(dev)!.up)
    return gateway === null ? 'Error: Device for nexthop is not up.' : 'Error: Nexthop device is not up.';
  if (prefsrc !== null && !is_local_address(net, prefsrc)) return 'Error: Invalid prefsrc address.';
  return null;
}

/** fib_check_nh_v4_gw: the device by which the gateway is reached without another gateway; null when it is not. */
function egress(net: Net, { gateway, dev, table, onlink }: RouteConfig): string | null {
  if (onlink) return dev;
  const usable = (row: RouteRow) => {
    if (row.scope === 'global') return 'prefix-shorter';
    return dev !== null && row.dev !== dev ? 'other-device' : null;
  };
  const found = (row: RouteRow | null) => row && (row.type === 'unicast' || row.type === 'local') && row;
  const own = table === RT_TABLE_MAIN ? null : net.fib.lookup(table, gateway!, usable).row;
  const flow = { daddr: gateway!, saddr: 0, iif: 'lo', oif: dev, mark: 0, tos: 0 };
  const row = found(own) || fib_lookup(net, flow, usable).row;
  return row && (row.type === 'unicast' || row.type === 'local') ? row.dev : null;
}

function insert({ fib }: Net, row: RouteRow, how: RouteHow): Refusal {
  const rivals = fib.of(row).filter(({ metric }) => metric === row.metric);
  const same = rivals.find((rival) => routeKey(rival) === routeKey(row));
  if (rivals.length === 0) {
    if (how === 'change') return ENOENT;
    fib.insert(row);
    return null;
  }
  if (how === 'add') return EEXIST;
  if (how === 'replace' || how === 'change') {
    if (same && same !== rivals[0]) return EEXIST;
    fib.replace(rivals[0]!, row);
    return null;
  }
  if (same) return EEXIST;
  fib.insert(row, how === 'append' ? 'last' : 'first');
  return null;
}

/** fib_table_delete: the first that is all that was asked. */
export function deleteRoute({ fib }: Net, pattern: RoutePattern): Refusal {
  if (!fib.exists(pattern.table)) return 'Error: ipv4: FIB table does not exist.';
  const found = fib.of(pattern).find((row) => answersTo(row, pattern));
  if (!found) return 'RTNETLINK answers: No such process';
  fib.remove(found);
  return null;
}

function answersTo(row: RouteRow, pattern: RoutePattern): boolean {
  const { nexthops, ...plain } = pattern;
  const asked = Object.entries(plain) as [keyof typeof plain, string | number | Ipv4Address][];
  const same = ({ gateway, dev, weight }: RouteNextHop) => `${gateway} ${dev} ${weight}`;
  const hops = (list: readonly RouteNextHop[] = []) => list.map(same).join();
  return (
    asked.every(([key, value]) => row[key] === value) && (!nexthops || hops(nexthops) === hops(row.nexthops))
  );
}
