// net/ipv4/arp.c: asking for and answering with link addresses.

import {
  type Ipv4Address,
  inPrefix,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type MacAddress,
} from '../../wire/address.ts';
import { ARPOP_REPLY, ARPOP_REQUEST, type Arp } from '../../wire/arp.ts';
import { ETH_P_ARP } from '../../wire/ethernet.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { dev_queue_xmit } from '../core/dev.ts';
import { neigh_event_ns, neigh_flush_queue, neigh_lookup, neigh_update } from '../core/neighbour.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { alloc_skb, type SkBuff } from '../skbuff.ts';
import { inet_select_addr, is_local_address } from './devinet.ts';
import { ip_route_input_quiet } from './route.ts';

/** arp_rcv: an ARP packet has arrived. */
export function arp_rcv(dev: NetDevice, skb: SkBuff, arp: Arp): void {
  if (skb.type === 'OTHERHOST') kfree_skb_reason(dev.net, skb, 'arp_rcv', 'OTHERHOST');
  else arp_process(dev, skb, arp);
}

function arp_process(dev: NetDevice, skb: SkBuff, arp: Arp): void {
  if (
    isMulticastIpv4(arp.tpa) ||
    (isLoopbackIpv4(arp.tpa) && !dev.net.sysctl.orConf(dev.name, 'route_localnet'))
  ) {
    kfree_skb_reason(dev.net, skb, 'arp_process', 'NOT_SPECIFIED');
    return;
  }
  if (
    arp.op === ARPOP_REQUEST &&
    ip_route_input_quiet(arp.tpa, arp.spa, dev).kind === 'local' &&
    answers(dev, arp.tpa, arp.spa)
  ) {
    neigh_event_ns(dev, arp.spa, arp.sha);
    stage(dev.net, skb, 'arp_process', { kind: 'arp', op: arp.op, action: 'reply' });
    neigh_flush_queue(dev, arp.spa);
    arp_send(dev, ARPOP_REPLY, arp.tpa, dev.mac, arp.spa, arp.sha, arp.sha);
    return;
  }
  if (arp.op === ARPOP_REQUEST && arp_fwd_proxy(dev, arp)) {
    pneigh_enqueue(dev, skb, arp);
    return;
  }
  const known = neigh_lookup(dev, arp.spa);
  if (known) {
    const confirmed = arp.op === ARPOP_REPLY && skb.type === 'HOST';
    neigh_update(dev, arp.spa, arp.sha, confirmed ? 'REACHABLE' : 'STALE');
  }
  stage(dev.net, skb, 'arp_process', { kind: 'arp', op: arp.op, action: known ? 'learn' : 'ignore' });
  if (known) neigh_flush_queue(dev, arp.spa);
}

/** arp_fwd_proxy: a router may answer for those whom it would forward to by another device. */
function arp_fwd_proxy(dev: NetDevice, { tpa, spa }: Arp): boolean {
  if (!dev.net.sysctl.forwarding(dev.name) || !dev.net.sysctl.orConf(dev.name, 'proxy_arp')) return false;
  const dst = ip_route_input_quiet(tpa, spa, dev);
  return dst.kind === 'forward' && dst.dev !== dev;
}

/** A proxy answers what was asked of everybody after a random pause, up to proxy_delay (hundredths of a second). */
function pneigh_enqueue(dev: NetDevice, skb: SkBuff, arp: Arp): void {
  const { env, sysctl } = dev.net;
  const delay = sysctl.neigh(dev.name, 'proxy_delay') * 10_000;
  neigh_event_ns(dev, arp.spa, arp.sha);
  stage(dev.net, skb, 'arp_process', { kind: 'arp', op: arp.op, action: 'proxy' });
  const answer = () => arp_send(dev, ARPOP_REPLY, arp.tpa, dev.mac, arp.spa, arp.sha, arp.sha);
  if (skb.type === 'HOST' || delay === 0) answer();
  else env.defer(env.random() % delay, answer);
}

/** arp_ignore: 0 answers for any local address, 1 for those of the device, 2 only to askers of the same subnet, 8 never. */
function answers(dev: NetDevice, target: Ipv4Address, asker: Ipv4Address): boolean {
  const mode = dev.net.sysctl.maxConf(dev.name, 'arp_ignore');
  if (mode === 0) return true;
  if (mode === 8) return false;
  const own = dev.addresses.find((ifa) => ifa.address === target);
  return own !== undefined && (mode !== 2 || inPrefix(asker, own.address, own.length));
}

/** arp_solicit: asks for a neighbour, on behalf of the packet that waits for it. */
export function arp_solicit(
  dev: NetDevice,
  target: Ipv4Address,
  known: MacAddress | null,
  waiting: SkBuff | null,
): void {
  const header = waiting ? ipv4Of(waiting.frame) : undefined;
  const own =
    header && is_local_address(dev.net, header.src)
      ? header.src
      : inet_select_addr(dev.net, dev, target, 'link');
  arp_send(dev, ARPOP_REQUEST, own, dev.mac, target, MAC_ZERO, known ?? MAC_BROADCAST);
}

function arp_send(
  dev: NetDevice,
  op: number,
  spa: Ipv4Address,
  sha: MacAddress,
  tpa: Ipv4Address,
  tha: MacAddress,
  to: MacAddress,
): void {
  const payload: Arp = { layer: 'arp', op, sha, spa, tha, tpa };
  const skb = alloc_skb(dev.net.env.nextSkb(), {
    layer: 'ethernet',
    dst: to,
    src: dev.mac,
    type: ETH_P_ARP,
    payload,
  });
  dev_queue_xmit(dev, skb);
}
