// net/ipv4/ipip.c, ip_tunnel.c, tunnel4.c: IPv4 packets in IPv4 packets. No kernel has judged this file; it follows the sources' text.
import type { Ipv4Address } from '../../wire/address.ts';
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import { IP_HLEN, IPPROTO_IPIP, type Ipv4 } from '../../wire/ipv4.ts';
import { netif_rx } from '../core/dev.ts';
import type { IpipConfig, NetDevice } from '../core/netdevice.ts';
import { ICMP_FRAG_NEEDED, ICMP_PORT_UNREACH, icmp_send } from '../ipv4/icmp.ts';
import { ip_local_out } from '../ipv4/ip_output.ts';
import { ip_route_output } from '../ipv4/route.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, skb_scrub_packet, tot_len } from '../skbuff.ts';
import { INET_ECN_encapsulate, IP_ECN_decapsulate } from './inet_ecn.ts';

/** itn->fb_tunnel_dev: takes what no other tunnel takes. */
const FALLBACK = 'tunl0';

function configOf(dev: NetDevice): IpipConfig {
  if (dev.type.kind !== 'ipip') throw new Error(`${dev.name} is no ipip tunnel`);
  return dev.type.ipip;
}

/** ip_tunnel_xmit: a tunnel that has no remote sends to the next hop of the packet's route. */
export function ipip_tunnel_xmit(dev: NetDevice, skb: SkBuff): void {
  const { net } = dev;
  const config = configOf(dev);
  const remote = config.remote ?? rt_nexthop(skb);
  const oif = config.underlay === null ? null : (net.device(config.underlay) ?? null);
  const dst = ip_route_output(net, skb, { daddr: remote, saddr: config.local ?? 0, oif });
  if (dst.kind !== 'output') {
    kfree_skb_reason(net, skb, 'ip_tunnel_xmit', 'IP_OUTNOROUTES', 'outer');
    return;
  }
  if (dst.dev === dev) {
    kfree_skb_reason(
      net,
      skb,
      'ip_tunnel_xmit',
      'NOT_SPECIFIED',
      `the way to the remote is ${dev.name} itself`,
    );
    return;
  }
  if (!tnl_update_pmtu(dev, skb, dst.dev.mtu)) return;
  iptunnel_xmit(dev, skb, remote, dst);
}

/** rt_nexthop: the gateway, or the destination itself. */
function rt_nexthop({ dst, frame }: SkBuff): Ipv4Address {
  const gateway = dst && dst.kind !== 'error' ? dst.gateway : null;
  return gateway ?? (frame.layer === 'ipv4' ? frame.dst : 0);
}

/** tnl_update_pmtu: a packet that must not be cut has to fit with the outer header. */
function tnl_update_pmtu(dev: NetDevice, skb: SkBuff, outer: number): boolean {
  const inner = ip_hdr(skb);
  const mtu = inner.df || configOf(dev).pmtudisc ? outer - IP_HLEN : dev.mtu;
  if (!inner.df || tot_len(inner) <= mtu) return true;
  icmp_send(dev.net, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
  kfree_skb_reason(dev.net, skb, 'ip_tunnel_xmit', 'PKT_TOO_BIG', String(mtu));
  return false;
}

function iptunnel_xmit(
  dev: NetDevice,
  skb: SkBuff,
  remote: Ipv4Address,
  dst: Parameters<typeof ip_local_out>[2],
): void {
  const { net } = dev;
  const { ttl, pmtudisc } = configOf(dev);
  const inner = ip_hdr(skb);
  const outer: Ipv4 = {
    layer: 'ipv4',
    tos: INET_ECN_encapsulate(0, inner.tos),
    id: net.env.random() & 0xffff,
    df: pmtudisc || inner.df,
    mf: false,
    fragment: 0,
    ttl: ttl || inner.ttl,
    protocol: IPPROTO_IPIP,
    src: dst.saddr,
    dst: remote,
    payload: inner,
  };
  skb_scrub_packet(skb, false);
  // The log looks for a link header where the device sent from: there is none.
  skb.mac = null;
  skb.frame = outer;
  stage(net, skb, 'iptunnel_xmit', {
    kind: 'encap',
    tunnel: 'ipip',
    remote,
    ttl: outer.ttl,
    inherited: ttl === 0,
  });
  ip_local_out(net, skb, dst);
}

/** tunnel4_rcv: false when nobody in this namespace has to do with such packets. */
export function tunnel4_rcv(net: Net, skb: SkBuff, outer: Ipv4, inner: Ipv4): boolean {
  const tunnels = [...net.devices.values()].filter(({ type }) => type.kind === 'ipip');
  if (tunnels.length === 0) return false;
  const dev = ip_tunnel_lookup(tunnels, outer.dst, outer.src);
  if (dev) ip_tunnel_rcv(dev, skb, outer, inner);
  else {
    icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
    kfree_skb_reason(net, skb, 'tunnel4_rcv', 'NOT_SPECIFIED', 'no tunnel here is for its two addresses');
  }
  return true;
}

/** ip_tunnel_lookup: by both ends, by the remote alone, by the local one alone, then the fallback. */
function ip_tunnel_lookup(
  tunnels: readonly NetDevice[],
  local: Ipv4Address,
  remote: Ipv4Address,
): NetDevice | undefined {
  const up = tunnels.filter((dev) => dev.up);
  const between = (from: Ipv4Address | null, to: Ipv4Address | null) =>
    up.find((dev) => configOf(dev).local === from && configOf(dev).remote === to && dev.name !== FALLBACK);
  return (
    between(local, remote) ??
    between(null, remote) ??
    between(local, null) ??
    up.find(({ name }) => name === FALLBACK)
  );
}

/** ip_tunnel_rcv: the inner packet arrives at the tunnel, as it was sent into it. */
function ip_tunnel_rcv(dev: NetDevice, skb: SkBuff, outer: Ipv4, inner: Ipv4): void {
  const tos = IP_ECN_decapsulate(outer.tos, inner.tos);
  if (tos === null) {
    kfree_skb_reason(dev.net, skb, 'ip_tunnel_rcv', 'IP_TUNNEL_ECN');
    return;
  }
  skb_scrub_packet(skb, false);
  skb.mac = null;
  skb.frame = tos === inner.tos ? inner : { ...inner, tos };
  stage(dev.net, skb, 'ip_tunnel_rcv', { kind: 'decap', tunnel: 'ipip', dev: dev.name });
  netif_rx(dev, skb, 0);
}
