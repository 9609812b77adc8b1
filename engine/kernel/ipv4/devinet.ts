// net/ipv4/devinet.c: addresses of devices, and which one a packet is sent from.

import type { LinkAddress, RouteScope } from '../../trace/rows.ts';
import { type Ipv4Address, inPrefix } from '../../wire/address.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { fib_add_ifaddr, fib_del_ifaddr, fib_disable_ip } from './fib_frontend.ts';
import { RT_TABLE_LOCAL } from './fib_trie.ts';

const SCOPE_RANK: Readonly<Record<RouteScope, number>> = { global: 0, link: 253, host: 254 };

/** inet_insert_ifa: primary addresses in front of secondary ones, wider scopes first. Null, or why not. */
export function inet_insert_ifa(
  dev: NetDevice,
  asked: Omit<LinkAddress, 'secondary'>,
): 'EEXIST' | 'EINVAL' | null {
  const sameSubnet = dev.addresses.filter(
    (ifa) => ifa.length === asked.length && inPrefix(asked.address, ifa.address, ifa.length),
  );
  if (sameSubnet.some(({ address }) => address === asked.address)) return 'EEXIST';
  if (sameSubnet.some(({ scope }) => scope !== asked.scope)) return 'EINVAL';
  const ifa = { ...asked, secondary: sameSubnet.length > 0 };
  const last = dev.addresses.findLastIndex(
    (other) => !other.secondary && SCOPE_RANK[ifa.scope] <= SCOPE_RANK[other.scope],
  );
  dev.addresses.splice(ifa.secondary ? dev.addresses.length : last + 1, 0, ifa);
  fib_add_ifaddr(dev, ifa);
  return null;
}

/** inet_del_ifa: a primary address takes the secondary ones of its subnet along. */
export function inet_del_ifa(dev: NetDevice, ifa: LinkAddress): void {
  const gone = dev.addresses.filter(
    (other) =>
      other === ifa ||
      (!ifa.secondary &&
        other.secondary &&
        other.length === ifa.length &&
        inPrefix(other.address, ifa.address, ifa.length)),
  );
  for (const each of gone.toReversed()) {
    dev.addresses.splice(dev.addresses.indexOf(each), 1);
    fib_del_ifaddr(dev, each, ifa);
  }
  if (dev.addresses.length === 0) fib_disable_ip(dev, true);
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
  return net.fib.find(RT_TABLE_LOCAL, address)?.type === 'local';
}
