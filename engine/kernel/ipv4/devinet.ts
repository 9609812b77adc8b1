// net/ipv4/devinet.c, fib_frontend.c: addresses of devices, the routes that come with them, and which one a packet is sent from.

import type { RouteScope } from '../../trace/rows.ts';
import { type Ipv4Address, inPrefix, prefixMask } from '../../wire/address.ts';
import type { InterfaceAddress, NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { fib_create_info, type RouteConfig } from './fib_semantics.ts';
import { RT_TABLE_LOCAL, RT_TABLE_MAIN } from './fib_trie.ts';

const SCOPE_RANK: Readonly<Record<RouteScope, number>> = { global: 0, link: 253, host: 254 };

/** inet_insert_ifa with fib_add_ifaddr: the address, its local route, its broadcasts, and (unless told not to) its connected route. */
export function inet_insert_ifa(dev: NetDevice, ifa: InterfaceAddress, noprefixroute: boolean): void {
  dev.addresses.push(ifa);
  const base = {
    gateway: null,
    dev: dev.name,
    protocol: 'kernel',
    prefsrc: ifa.address,
    metric: 0,
    onlink: false,
  } as const;
  const add = (config: RouteConfig) => dev.net.fib.insert(fib_create_info(dev.net, config));
  const network = (ifa.address & prefixMask(ifa.length)) >>> 0;
  add({ ...base, table: RT_TABLE_LOCAL, type: 'local', dst: ifa.address, length: 32, scope: 'host' });
  if (ifa.length === 32 || !dev.up) return;
  const loopback = dev.type.kind === 'loopback';
  if (!noprefixroute) {
    add({
      ...base,
      table: loopback ? RT_TABLE_LOCAL : RT_TABLE_MAIN,
      type: loopback ? 'local' : 'unicast',
      dst: network,
      length: ifa.length,
      scope: loopback ? 'host' : 'link',
    });
  }
  if (ifa.length === 31) return;
  const broadcast = (network | ~prefixMask(ifa.length)) >>> 0;
  add({
    ...base,
    table: RT_TABLE_LOCAL,
    type: 'broadcast',
    dst: broadcast,
    length: 32,
    scope: 'link',
  });
}

/** inet_select_addr: the device's address to send from towards `dst`; another device's if it has none; 0 if nobody has. */
export function inet_select_addr(
  net: Net,
  dev: NetDevice,
  dst: Ipv4Address | null,
  scope: RouteScope,
): Ipv4Address {
  const fits = dev.addresses.filter((ifa) => SCOPE_RANK[ifa.scope] <= SCOPE_RANK[scope]);
  const near = dst === null ? undefined : fits.find((ifa) => inPrefix(dst, ifa.address, ifa.length));
  const own = near ?? fits[0];
  if (own) return own.address;
  for (const other of net.devices.values()) {
    const ifa = other.addresses.find(
      (candidate) => candidate.scope !== 'link' && SCOPE_RANK[candidate.scope] <= SCOPE_RANK[scope],
    );
    if (ifa) return ifa.address;
  }
  return 0;
}

/** Is the address one of this namespace's own (inet_lookup_ifaddr_rcu)? */
export function is_local_address(net: Net, address: Ipv4Address): boolean {
  return net.fib.lookup(RT_TABLE_LOCAL, address, () => null).row?.type === 'local';
}
