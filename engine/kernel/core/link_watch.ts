// net/core/link_watch.c: a device has got or lost its carrier, and who has to know.
import { br_port_state_change } from '../bridge/br_if.ts';
import { fib_create_info } from '../ipv4/fib_semantics.ts';
import { link_changed } from './link_row.ts';
import { neigh_flush_dev } from './neighbour.ts';
import { type NetDevice, netif_carrier_ok } from './netdevice.ts';

/** linkwatch_do_dev: looks again at a device, and at those whose carrier hangs on it. */
export function linkwatch_do_dev(dev: NetDevice): void {
  const carrier = netif_carrier_ok(dev);
  if (carrier === dev.carrier) return;
  dev.carrier = carrier;
  fib_sync_carrier(dev);
  if (!carrier) neigh_flush_dev(dev, true);
  link_changed(dev);
  if (!dev.master) return;
  br_port_state_change(dev);
  linkwatch_do_dev(dev.master);
}

/** A device was set up or down: its other end feels it too. */
export function linkwatch_fire_event(dev: NetDevice): void {
  linkwatch_do_dev(dev);
  if (dev.master) {
    br_port_state_change(dev);
    linkwatch_do_dev(dev.master);
  }
  if (dev.type.kind === 'veth' && dev.type.peer) linkwatch_do_dev(dev.type.peer);
}

/** fib_sync_down_dev and fib_sync_up on NETDEV_CHANGE: marks next hops RTNH_F_LINKDOWN, or no longer. */
function fib_sync_carrier({ net, name }: NetDevice): void {
  for (const row of [...net.fib.rows.values()]) {
    if (row.dev !== name) continue;
    const after = fib_create_info(net, row);
    if (after.linkdown !== row.linkdown) net.fib.replace(row, after);
  }
}
