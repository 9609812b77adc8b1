// net/ipv4/fib_semantics.c: what the kernel itself knows about a route that somebody asked for.
import type { RouteRow } from '../../trace/rows.ts';
import { netif_carrier_ok } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { since } from '../version.ts';

/** A route as it is asked for. */
export type RouteConfig = Omit<RouteRow, 'linkdown'>;

/** fib_create_info: since Linux 4.2 a next hop behind a device without carrier is marked RTNH_F_LINKDOWN. */
export function fib_create_info(net: Net, config: RouteConfig): RouteRow {
  const dev = config.dev === null ? undefined : net.device(config.dev);
  const marked = since(net.version, 4, 2) && config.scope !== 'host';
  return { ...config, linkdown: marked && dev !== undefined && !netif_carrier_ok(dev) };
}
