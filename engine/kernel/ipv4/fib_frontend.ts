// net/ipv4/fib_frontend.c: the routes that come and go with addresses and devices.
import type { LinkAddress, RouteRow, RouteType } from '../../trace/rows.ts';
import { type Ipv4Address, inPrefix, prefixMask } from '../../wire/address.ts';
import { neigh_flush_dev } from '../core/neighbour.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { nexthops_sync } from './fib_multipath.ts';
import { fib_create_info, type RouteConfig } from './fib_semantics.ts';
import { RT_TABLE_LOCAL, RT_TABLE_MAIN, routeKey } from './fib_trie.ts';

/** fib_magic: a route the kernel adds of itself. */
function magic(
  dev: NetDevice,
  type: RouteType,
  dst: Ipv4Address,
  length: number,
  prefsrc: Ipv4Address,
  metric = 0,
): RouteConfig {
  return {
    table: type === 'unicast' ? RT_TABLE_MAIN : RT_TABLE_LOCAL,
    type,
    dst,
    length,
    gateway: null,
    dev: dev.name,
    protocol: 'kernel',
    scope: type === 'local' ? 'host' : 'link',
    prefsrc,
    metric,
    onlink: false,
  };
}

const networkOf = ({ address, length }: LinkAddress) => (address & prefixMask(length)) >>> 0;

/** The first address of the subnet (inet_ifa_byprefix): its routes name it as their source. */
function primaryOf(dev: NetDevice, ifa: LinkAddress): LinkAddress {
  if (!ifa.secondary) return ifa;
  const same = ({ address, length, secondary }: LinkAddress) =>
    !secondary && length === ifa.length && inPrefix(address, ifa.address, length);
  return dev.addresses.find(same) ?? ifa;
}

/** What an address brings: its local route, and if the device is up its subnet's route and broadcast. */
function routesOf(dev: NetDevice, ifa: LinkAddress): RouteConfig[] {
  const { address: prefsrc } = primaryOf(dev, ifa);
  const routes = [magic(dev, 'local', ifa.address, 32, prefsrc)];
  if (!dev.up) return routes;
  if (ifa.broadcast !== null) routes.push(magic(dev, 'broadcast', ifa.broadcast, 32, prefsrc));
  if (ifa.secondary || ifa.length === 32) return routes;
  const network = networkOf(ifa);
  const type = dev.type.kind === 'loopback' ? 'local' : 'unicast';
  if (!ifa.noprefixroute) routes.push(magic(dev, type, network, ifa.length, prefsrc, ifa.metric));
  if (ifa.length < 31)
    routes.push(magic(dev, 'broadcast', (network | ~prefixMask(ifa.length)) >>> 0, 32, prefsrc));
  return routes;
}

export function fib_add_ifaddr(dev: NetDevice, ifa: LinkAddress): void {
  const { fib } = dev.net;
  for (const route of routesOf(dev, ifa)) {
    if (!fib.rows.get(routeKey(route))) fib.insert(fib_create_info(dev.net, route));
  }
}

/** The device is up: every address brings its routes. */
export function fib_netdev_up(dev: NetDevice): void {
  for (const ifa of dev.addresses) fib_add_ifaddr(dev, ifa);
  for (const row of [...dev.net.fib.rows.values()]) syncNextHops(dev, row, false);
}

function removeRoutes(dev: NetDevice, gone: (row: RouteRow) => boolean): void {
  const { fib } = dev.net;
  for (const row of [...fib.rows.values()].filter(gone)) fib.remove(row);
}

/** The address is gone from its device: routes that no other address brings, and those that were sent from it (fib_sync_down_addr). */
export function fib_del_ifaddr(dev: NetDevice, ifa: LinkAddress, primary: LinkAddress): void {
  const kept = new Set(dev.addresses.flatMap((other) => routesOf(dev, other).map(routeKey)));
  const brought = new Set(routesOf(dev, { ...ifa, secondary: ifa !== primary }).map(routeKey));
  removeRoutes(dev, (row) => brought.has(routeKey(row)) && !kept.has(routeKey(row)));
  const elsewhere = [...dev.net.devices.values()].some(({ addresses }) =>
    addresses.some(({ address }) => address === ifa.address),
  );
  if (!elsewhere) removeRoutes(dev, (row) => row.prefsrc === ifa.address);
}

/** fib_sync_down_dev, fib_sync_up: of a route with several next hops, those by this device. */
function syncNextHops(dev: NetDevice, row: RouteRow, dead: boolean): void {
  const { fib } = dev.net;
  const after = nexthops_sync(row, dev.name, dead);
  if (after === null) fib.remove(row);
  else if (after !== row) fib.replace(row, after);
}

/** fib_disable_ip: routes through the device, local ones only when it has lost its last address (`force`). */
export function fib_disable_ip(dev: NetDevice, force: boolean): void {
  for (const row of [...dev.net.fib.rows.values()]) syncNextHops(dev, row, true);
  removeRoutes(dev, (row) => !row.nexthops && row.dev === dev.name && (force || row.scope !== 'host'));
  neigh_flush_dev(dev, false);
}
