// net/core/dev.c: a device comes, goes, is set up or down, gets another name, or moves to another namespace.
import { br_del_if, br_port_state_change } from '../bridge/br_if.ts';
import { inet_insert_ifa } from '../ipv4/devinet.ts';
import { fib_disable_ip, fib_netdev_up } from '../ipv4/fib_frontend.ts';
import type { Net } from '../net_namespace.ts';
import { link_changed } from './link_row.ts';
import { linkwatch_fire_event } from './link_watch.ts';
import { neighKey } from './neighbour.ts';
import type { NetDevice } from './netdevice.ts';

const LOOPBACK = { address: 0x7f000001, length: 8, scope: 'host' } as const;

/** dev_index_reserve: the next number nobody has. */
export function dev_index_reserve(net: Net): number {
  const taken = new Set([...net.devices.values()].map(({ ifindex }) => ifindex));
  do net.lastIfindex++;
  while (taken.has(net.lastIfindex));
  return net.lastIfindex;
}

/** register_netdevice */
export function register_netdevice(dev: NetDevice): void {
  dev.net.devices.set(dev.name, dev);
  link_changed(dev);
}

/** dev_open, and what inetdev_event and fib_netdev_event do about it. */
export function dev_open(dev: NetDevice): void {
  if (dev.up) return;
  dev.up = true;
  dev.opened = true;
  if (dev.type.kind === 'loopback' && dev.addresses.length === 0)
    inet_insert_ifa(dev, { ...LOOPBACK, broadcast: null, noprefixroute: false, metric: 0 });
  fib_netdev_up(dev);
  linkwatch_fire_event(dev);
  link_changed(dev);
}

/** dev_close */
export function dev_close(dev: NetDevice): void {
  if (!dev.up) return;
  dev.up = false;
  if (dev.type.kind === 'bridge') for (const port of dev.type.ports) br_port_state_change(port);
  fib_disable_ip(dev, false);
  linkwatch_fire_event(dev);
  link_changed(dev);
}

/** Takes the device out of everything it takes part in, in its namespace. */
function leave(dev: NetDevice): void {
  const { net, name } = dev;
  dev_close(dev);
  br_del_if(dev);
  dev.addresses.length = 0;
  fib_disable_ip(dev, true);
  for (const [key, row] of [...net.fdb.entries()]) {
    if (row.dev === name || row.master === name) net.fdb.delete(key);
  }
  net.sysctl.forget(name);
  net.devices.delete(name);
  net.links.delete(name);
}

/** unregister_netdevice: a veth takes its other end along, a bridge lets go of its ports. Returns all that are gone. */
export function unregister_netdevice(dev: NetDevice): NetDevice[] {
  const { net, type, name } = dev;
  if (type.kind === 'bridge') for (const port of [...type.ports]) br_del_if(port);
  leave(dev);
  const gone = [dev];
  if (type.kind === 'veth' && type.peer) {
    const { peer } = type;
    type.peer = null;
    if (peer.type.kind === 'veth') peer.type.peer = null;
    gone.push(...unregister_netdevice(peer));
  }
  for (const other of [...net.devices.values()]) {
    if (other.type.kind === 'vxlan' && other.type.vxlan.underlay === name)
      gone.push(...unregister_netdevice(other));
  }
  return gone;
}

/** dev_change_net_namespace: addresses stay behind, and the device arrives down. */
export function dev_change_net_namespace(dev: NetDevice, net: Net): void {
  leave(dev);
  dev.net = net;
  dev.opened = false;
  const taken = [...net.devices.values()].some(({ ifindex }) => ifindex === dev.ifindex);
  if (taken) dev.ifindex = dev_index_reserve(net);
  register_netdevice(dev);
}

/** dev_change_name: every table knows the device by the new name. */
export function dev_change_name(dev: NetDevice, name: string): void {
  const { net, name: before } = dev;
  const others = [...net.devices.values()];
  net.devices.clear();
  dev.name = name;
  for (const other of others) net.devices.set(other.name, other);
  net.links.delete(before);
  link_changed(dev);
  for (const other of others) link_changed(other);
  for (const row of [...net.fib.rows.values()]) {
    if (row.dev === before) net.fib.replace(row, { ...row, dev: name });
  }
  for (const row of [...net.neigh.rows.values()]) {
    if (row.dev !== before) continue;
    net.neigh.rows.delete(`${neighKey(dev, row.address).slice(0, -name.length)}${before}`);
    net.neigh.rows.set(neighKey(dev, row.address), { ...row, dev: name });
  }
  renameEntries(net, before, name);
  net.sysctl.rename(before, name);
}

function renameEntries({ fdb }: Net, before: string, name: string): void {
  const renamed = (of: string | null) => (of === before ? name : of);
  for (const [key, row] of [...fdb.entries()]) {
    if (row.dev !== before && row.master !== before) continue;
    fdb.delete(key);
    const moved = key.replace(/(?<= (?:dev|master) )\S+/, (word) => renamed(word)!);
    fdb.set(moved, { ...row, dev: renamed(row.dev)!, master: renamed(row.master) });
  }
}
