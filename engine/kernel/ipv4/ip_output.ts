// net/ipv4/ip_output.c: an IPv4 packet leaves the stack by a device.
import { MAC_BROADCAST, MAC_ZERO, type MacAddress } from '../../wire/address.ts';
import { data } from '../../wire/data.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import { encodeIpv4, IP_HLEN, type Ipv4 } from '../../wire/ipv4.ts';
import { dev_loopback_xmit, dev_queue_xmit } from '../core/dev.ts';
import { neigh_resolve_output } from '../core/neighbour.ts';
import type { Net } from '../net_namespace.ts';
import { nf_hook } from '../netfilter/core.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip, skb_clone, tot_len } from '../skbuff.ts';
import { since } from '../version.ts';
import { ICMP_FRAG_NEEDED, icmp_send } from './icmp.ts';
import { type Dst, type Flow, ip_route_output, type RouteErrno } from './route.ts';

type OutDst = Extract<Dst, { kind: 'forward' | 'output' }>;

/**
 * A packet made in this namespace: chooses route and source, and sends it. The error by which its sender learns that there is
 * no way (the trace says why), or that it must not send to everybody (without SO_BROADCAST); else null.
 */
export function ip_send(net: Net, skb: SkBuff, flow: Flow, broadcasts = true): RouteErrno | null {
  const dst = ip_route_output(net, skb, flow);
  if (dst.kind !== 'output') {
    const errno = dst.kind === 'error' ? dst.errno : 'EINVAL';
    kfree_skb_reason(net, skb, 'ip_route_output_key_hash', 'IP_OUTNOROUTES', errno);
    return errno;
  }
  if (dst.broadcast && !broadcasts) {
    kfree_skb_reason(
      net,
      skb,
      'udp_sendmsg',
      'NOT_SPECIFIED',
      'EACCES: a broadcast by a socket without SO_BROADCAST',
    );
    return 'EACCES';
  }
  const packet = ip_hdr(skb);
  // A packet that must be cut may be cut (__ip_make_skb with IP_PMTUDISC_WANT).
  const df = packet.df && tot_len(packet) <= dst.mtu;
  set_ip(skb, { ...packet, df, src: flow.saddr || dst.saddr });
  ip_local_out(net, skb, dst);
  return null;
}

/** ip_local_out: OUTPUT, then on by the route that the hooks have left. */
export function ip_local_out(net: Net, skb: SkBuff, dst: OutDst): void {
  skb.dst = dst;
  if (!nf_hook(net, 'OUTPUT', skb, null, dst.dev)) return;
  if (skb.dst.kind === 'output') ip_output(net, skb, skb.dst);
}

/** net/ipv4/netfilter.c ip_route_me_harder: a hook of OUTPUT has rewritten the packet. False: there is no way for it now. */
export function ip_route_me_harder(net: Net, skb: SkBuff): boolean {
  const { dst, src } = ip_hdr(skb);
  skb.dst = ip_route_output(net, skb, { daddr: dst, saddr: src, oif: null });
  if (skb.dst.kind === 'output') return true;
  kfree_skb_reason(net, skb, 'ip_route_me_harder', 'IP_OUTNOROUTES');
  return false;
}

/** ip_mc_output: a copy of what is sent to everybody comes back. It has no socket, and passes POSTROUTING first. */
function ip_mc_output(net: Net, skb: SkBuff, dst: OutDst): void {
  const copy = skb_clone(skb);
  copy.uid = null;
  copy.orphan = true;
  copy.dst = dst;
  copy.dev = dst.dev;
  if (nf_hook(net, 'POSTROUTING', copy, null, dst.dev)) dev_loopback_xmit(dst.dev, copy);
}

/** ip_output: POSTROUTING, then to the neighbour. */
export function ip_output(net: Net, skb: SkBuff, dst: OutDst): void {
  if (dst.broadcast) ip_mc_output(net, skb, dst);
  // Since 5.7 the hook is told the device the packet came in by.
  const indev = since(net.version, 5, 7) ? skb.dev : null;
  skb.dst = dst;
  skb.dev = dst.dev;
  if (!nf_hook(net, 'POSTROUTING', skb, indev, dst.dev)) return;
  ip_finish_output(net, skb, dst);
}

function ip_finish_output(net: Net, skb: SkBuff, dst: OutDst): void {
  const header = ip_hdr(skb);
  // What came in pieces leaves in pieces no longer than they were.
  const mtu = skb.fragMaxSize > 0 ? Math.min(dst.mtu, skb.fragMaxSize) : dst.mtu;
  if (tot_len(header) <= mtu) {
    ip_finish_output2(net, skb, dst);
    return;
  }
  if (header.df) {
    icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    kfree_skb_reason(net, skb, 'ip_finish_output', 'PKT_TOO_BIG', String(mtu));
    return;
  }
  if (mtu < IP_HLEN + 8) {
    kfree_skb_reason(net, skb, 'ip_do_fragment', 'PKT_TOO_BIG', String(mtu));
    return;
  }
  for (const fragment of ip_do_fragment(net, skb, mtu)) ip_finish_output2(net, fragment, dst);
}

/** ip_do_fragment: pieces that fit the MTU, each a multiple of 8 octets but the last. */
export function ip_do_fragment(net: Net, skb: SkBuff, mtu: number): SkBuff[] {
  const header = ip_hdr(skb);
  const bytes = encodeIpv4(header).subarray(IP_HLEN);
  const room = Math.floor((mtu - IP_HLEN) / 8) * 8;
  const fragments: SkBuff[] = [];
  for (let offset = 0; offset < bytes.length; offset += room) {
    const piece = skb_clone(skb);
    const last = offset + room >= bytes.length;
    set_ip(piece, {
      ...header,
      fragment: header.fragment + offset / 8,
      mf: header.mf || !last,
      payload: data(bytes.slice(offset, offset + room)),
    });
    fragments.push(piece);
  }
  stage(net, skb, 'ip_do_fragment', { kind: 'fragment', mtu, pieces: fragments.length });
  return fragments;
}

/** ip_finish_output2: the next hop's link address goes in front. */
function ip_finish_output2(net: Net, skb: SkBuff, dst: OutDst): void {
  const packet = ip_hdr(skb);
  const { dev } = dst;
  const send = (lladdr: MacAddress) => {
    skb.frame = { layer: 'ethernet', dst: lladdr, src: dev.mac, type: ETH_P_IP, payload: packet };
    dev_queue_xmit(dev, skb);
  };
  if (dev.type.kind === 'ipip') dev_queue_xmit(dev, skb_without_link(skb, packet));
  else if (dev.type.kind === 'dummy') send(dev.mac);
  else if (dev.type.kind === 'loopback') send(MAC_ZERO);
  else if (packet.dst === 0xffffffff || isBroadcast(net, packet.dst)) send(MAC_BROADCAST);
  else neigh_resolve_output(dev, dst.gateway ?? packet.dst, skb, send);
}

/** A device without link header (neigh_direct_output). */
function skb_without_link(skb: SkBuff, packet: Ipv4): SkBuff {
  skb.frame = packet;
  return skb;
}

function isBroadcast(net: Net, address: number): boolean {
  return net.fib.find(255, address)?.type === 'broadcast';
}
