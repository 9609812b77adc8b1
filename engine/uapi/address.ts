// net/ipv4/devinet.c inet_rtm_newaddr, inet_rtm_deladdr: addresses of devices.
import { link_changed } from '../kernel/core/link_row.ts';
import { inet_del_ifa, inet_insert_ifa } from '../kernel/ipv4/devinet.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { withDevice } from './registry.ts';
import type { AddressRequest, Refusal, Request } from './request.ts';

const REFUSALS = {
  EEXIST: 'Error: ipv4: Address already assigned.',
  EINVAL: 'Error: ipv4: Invalid scope value.',
} as const;

export function addAddress(net: Net, request: AddressRequest): Refusal {
  const { address, length, noprefixroute, broadcast = null, metric = 0 } = request;
  return withDevice(net, request.dev, (dev) => {
    const scope = request.scope ?? (dev.type.kind === 'loopback' ? 'host' : 'global');
    const refused = inet_insert_ifa(dev, { address, length, scope, broadcast, noprefixroute, metric });
    link_changed(dev);
    return refused && REFUSALS[refused];
  });
}

export function deleteAddress(net: Net, request: Extract<Request, { do: 'addr.del' }>): Refusal {
  return withDevice(net, request.dev, (dev) => {
    const ifa = dev.addresses.find(
      ({ address, length }) =>
        address === request.address && (request.length === null || length === request.length),
    );
    if (!ifa) return 'Error: ipv4: Address not found.';
    inet_del_ifa(dev, ifa);
    link_changed(dev);
    return null;
  });
}
