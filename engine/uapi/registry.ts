// What a request needs to know beyond its own namespace.
import type { NetDevice } from '../kernel/core/netdevice.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { MacAddress } from '../wire/address.ts';
import type { Refusal } from './request.ts';

/** Numbers devices through the whole network, and gives MAC addresses to those that have none. */
export interface DeviceRegistry {
  nextId(): number;
  nextMac(): MacAddress;
  /** A namespace by its number. */
  net(netns: number): Net | undefined;
  /** Called with every device that is made, and every one that is gone. */
  made(dev: NetDevice): void;
  gone(dev: NetDevice): void;
}

export const EEXIST = 'RTNETLINK answers: File exists';
export const EINVAL = 'RTNETLINK answers: Invalid argument';
export const ENODEV = 'RTNETLINK answers: No such device';
export const ENOENT = 'RTNETLINK answers: No such file or directory';
export const EOPNOTSUPP = 'RTNETLINK answers: Operation not supported';

/** ETH_MAX_MTU */
export const MAX_MTU = 65_535;

export function withDevice(net: Net, name: string, work: (dev: NetDevice) => Refusal): Refusal {
  const dev = net.device(name);
  return dev ? work(dev) : `Cannot find device "${name}"`;
}
