// net/ipv4/route.c fib_nh_exception: what a host has learned about the way to one destination: a smaller MTU, a nearer gateway.
import type { Ipv4Address } from '../../wire/address.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';

/** ip_rt_mtu_expires and ip_rt_gc_timeout, microseconds. */
const MTU_EXPIRES = 600_000_000;
const GATEWAY_EXPIRES = 300_000_000;
/** net.ipv4.route.min_pmtu: below this the packet is cut, whatever its DF bit says. */
const MIN_PMTU = 552;

/** The next hop an exception belongs to: with another route it means nothing. */
interface NextHop {
  readonly dev: NetDevice;
  readonly gateway: Ipv4Address | null;
}

interface FibNhException extends NextHop {
  /** null: as the device. */
  readonly mtu: number | null;
  readonly redirect: Ipv4Address | null;
  readonly expires: number;
}

export class FibExceptions {
  private readonly byAddress = new Map<Ipv4Address, FibNhException>();

  /** find_exception */
  find(net: Net, daddr: Ipv4Address, { dev, gateway }: NextHop): FibNhException | undefined {
    const found = this.byAddress.get(daddr);
    if (!found || found.expires <= net.env.now()) return undefined;
    return found.dev === dev && found.gateway === gateway ? found : undefined;
  }

  set(daddr: Ipv4Address, exception: FibNhException): void {
    this.byAddress.set(daddr, exception);
  }
}

/** dst_mtu: the largest packet that can be sent to an address by this way. */
export function dst_mtu(net: Net, daddr: Ipv4Address, nexthop: NextHop): number {
  const learned = net.exceptions.find(net, daddr, nexthop)?.mtu ?? nexthop.dev.mtu;
  return Math.min(learned, nexthop.dev.mtu);
}

/** __ip_rt_update_pmtu: a router has said how large packets may be. */
export function ip_rt_update_pmtu(net: Net, daddr: Ipv4Address, nexthop: NextHop, mtu: number): void {
  const before = dst_mtu(net, daddr, nexthop);
  if (before < mtu) return;
  const redirect = net.exceptions.find(net, daddr, nexthop)?.redirect ?? null;
  const { dev, gateway } = nexthop;
  const smallest = Math.min(before, Math.max(mtu, MIN_PMTU));
  net.exceptions.set(daddr, { dev, gateway, mtu: smallest, redirect, expires: net.env.now() + MTU_EXPIRES });
}

/** __ip_do_redirect: from now on by the gateway that was named. */
export function fib_redirect(net: Net, daddr: Ipv4Address, nexthop: NextHop, redirect: Ipv4Address): void {
  const mtu = net.exceptions.find(net, daddr, nexthop)?.mtu ?? null;
  const { dev, gateway } = nexthop;
  net.exceptions.set(daddr, { dev, gateway, mtu, redirect, expires: net.env.now() + GATEWAY_EXPIRES });
}
