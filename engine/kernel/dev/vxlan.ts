// drivers/net/vxlan/vxlan_core.c: frames in UDP datagrams to the host that has the destination.
import { type Ipv4Address, MAC_ZERO, type MacAddress } from '../../wire/address.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import type { Udp } from '../../wire/udp.ts';
import { fdbKey } from '../bridge/br_fdb.ts';
import { eth_hdr, netif_rx } from '../core/dev.ts';
import type { NetDevice, VxlanConfig } from '../core/netdevice.ts';
import { dst_mtu } from '../ipv4/fib_exceptions.ts';
import { ip_local_out } from '../ipv4/ip_output.ts';
import { ip_route_output } from '../ipv4/route.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { type SkBuff, skb_clone, skb_scrub_packet } from '../skbuff.ts';
import { since } from '../version.ts';
import { skb_tunnel_check_pmtu } from './ip_tunnel_core.ts';

/** net.ipv4.ip_local_port_range's default, from which the outer source port is taken (udp_flow_src_port). */
const PORT_MIN = 32768;
const PORT_MAX = 60999;
/** Outer headers: IPv4, UDP, VXLAN and the inner link header. */
const VXLAN_HEADROOM = 50;

/** The MTU that the device below leaves, as far as one is named (vxlan_config_apply, vxlan_change_mtu). */
export function vxlan_max_mtu(net: Net, { underlay }: Pick<VxlanConfig, 'underlay'>): number | null {
  const below = underlay === null ? undefined : net.device(underlay);
  return below ? below.mtu - VXLAN_HEADROOM : null;
}

/** A tunnel inside a tunnel inside a tunnel leads into itself. */
const IP_TUNNEL_RECURSION_LIMIT = 5;

function configOf(dev: NetDevice): VxlanConfig {
  if (dev.type.kind !== 'vxlan') throw new Error(`${dev.name} is no vxlan`);
  return dev.type.vxlan;
}

/** vxlan_xmit: the FDB names the remote hosts; the all-zero entry is the default. */
export function vxlan_xmit(dev: NetDevice, skb: SkBuff): void {
  const { net } = dev;
  const { dst: mac } = eth_hdr(skb);
  const own = vxlan_find_mac(dev, mac);
  const entries = own.length > 0 ? own : vxlan_find_mac(dev, MAC_ZERO);
  if (entries.length === 0) {
    stage(net, skb, 'vxlan_find_mac', { kind: 'fdb', dev: dev.name, mac, entry: null, remote: null });
    kfree_skb_reason(net, skb, 'vxlan_xmit', 'NO_TX_TARGET', mac);
    return;
  }
  for (const [index, { key, remote }] of entries.entries()) {
    const copy = index + 1 < entries.length ? skb_clone(skb) : skb;
    stage(net, copy, 'vxlan_find_mac', { kind: 'fdb', dev: dev.name, mac, entry: key, remote });
    vxlan_xmit_one(dev, copy, remote);
  }
}

/** vxlan_find_mac: an entry may name several hosts, each of which gets a copy. */
function vxlan_find_mac(dev: NetDevice, mac: MacAddress): { key: string; remote: Ipv4Address }[] {
  const { fdb } = dev.net;
  const first = fdbKey(mac, null, dev.name);
  if (!fdb.get(first)) return [];
  return [first, ...fdb.remotes(first)].map((key) => ({ key, remote: fdb.get(key)!.dst! }));
}

function vxlan_xmit_one(dev: NetDevice, skb: SkBuff, remote: Ipv4Address): void {
  const { net } = dev;
  if (skb.recursion > IP_TUNNEL_RECURSION_LIMIT && since(net.version, 6, 18)) {
    kfree_skb_reason(net, skb, 'iptunnel_xmit', 'RECURSION_LIMIT', dev.name);
    return;
  }
  const config = configOf(dev);
  const { hash, ofPorts } = skb_get_hash(skb);
  // A hash of ports goes with the packet into every further tunnel (skb_clear_hash_if_not_l4).
  skb.hash = ofPorts ? hash : null;
  const sport = udp_flow_src_port(hash);
  // Only the device's own default destination is bound to the device below it; entries of the FDB go where routes lead.
  const below = remote === config.remote ? config.underlay : null;
  const oif = below === null ? null : (net.device(below) ?? null);
  const dst = ip_route_output(net, skb, { daddr: remote, saddr: config.local ?? 0, oif });
  if (dst.kind !== 'output' || dst.dev === dev) {
    kfree_skb_reason(net, skb, 'vxlan_xmit_one', 'IP_OUTNOROUTES', 'outer');
    return;
  }
  const inner = eth_hdr(skb);
  const learned = net.exceptions.find(net, remote, dst);
  if (skb_tunnel_check_pmtu(net, skb, dst.mtu - VXLAN_HEADROOM, dev.master !== null)) {
    // vxlan_encap_bypass: it comes back out of the tunnel.
    netif_rx(dev, skb);
    return;
  }
  // Where the tunnel leads into itself that was said of its own way: of what was known of that already, it changes (fill_route_from_fnhe).
  const way = learned ? { ...dst, mtu: dst_mtu(net, remote, dst) } : dst;
  const outer: Ipv4 = {
    layer: 'ipv4',
    tos: 0,
    id: net.env.random() & 0xffff,
    df: false,
    mf: false,
    fragment: 0,
    ttl: config.ttl ?? net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_UDP,
    src: dst.saddr,
    dst: remote,
    payload: {
      layer: 'udp',
      sport,
      dport: config.port,
      checksummed: config.udpcsum,
      payload: { layer: 'vxlan', vni: config.vni, payload: inner },
    },
  };
  skb_scrub_packet(skb, false);
  // The log still finds the inner link header where the outer one will be (skb->mac_header).
  skb.mac = inner;
  skb.frame = outer;
  stage(net, skb, 'vxlan_xmit_one', { kind: 'encap', tunnel: 'vxlan', vni: config.vni, remote, sport });
  ip_local_out(net, skb, way);
}

/** The outer source port is a hash of the inner flow, so that one flow takes one path (RFC 7348 section 5). */
const udp_flow_src_port = (hash: number) => PORT_MIN + (hash % (PORT_MAX - PORT_MIN + 1));

/** net/core/flow_dissector.c __skb_get_hash: both directions of a flow have the same. ICMP and pieces have no ports to add. */
function skb_get_hash({ hash, frame }: SkBuff): { hash: number; ofPorts: boolean } {
  if (hash !== null) return { hash, ofPorts: true };
  const packet = ipv4Of(frame);
  if (!packet) return { hash: 0, ofPorts: false };
  const { src, dst, protocol, payload, mf, fragment } = packet;
  const ofPorts = (payload.layer === 'udp' || payload.layer === 'tcp') && !mf && fragment === 0;
  const [sport, dport] = ofPorts ? [payload.sport, payload.dport] : [0, 0];
  const swap = dst < src || (dst === src && dport < sport);
  const words = swap
    ? [dst, src, (dport << 16) | sport, protocol]
    : [src, dst, (sport << 16) | dport, protocol];
  return { hash: words.reduce(mix, 0), ofPorts };
}

/** One round of murmur3: spreads the bits of a word over the hash. */
function mix(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const mixed = hash ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) >>> 0;
}

/** vxlan_rcv: the socket on the port looks for the device with the VNI. */
export function vxlan_rcv(net: Net, port: number, skb: SkBuff, packet: Ipv4, datagram: Udp): void {
  if (datagram.payload.layer !== 'vxlan') {
    kfree_skb_reason(net, skb, 'vxlan_rcv', 'NOT_SPECIFIED', 'no VXLAN header');
    return;
  }
  const { vni, payload: inner } = datagram.payload;
  const dev = vxlan_vs_find_vni(net, vni, port);
  if (!dev) {
    kfree_skb_reason(net, skb, 'vxlan_rcv', 'VXLAN_VNI_NOT_FOUND', String(vni));
    return;
  }
  skb_scrub_packet(skb, false);
  skb.frame = inner;
  // A frame of our own has come back (vxlan_set_mac).
  if (inner.src === dev.mac) {
    kfree_skb_reason(net, skb, 'vxlan_rcv', 'LOCAL_MAC', inner.src);
    return;
  }
  if (configOf(dev).learning && !vxlan_snoop(dev, inner.src, packet.src)) {
    kfree_skb_reason(net, skb, 'vxlan_rcv', 'NOT_SPECIFIED', `${inner.src} is written down elsewhere`);
    return;
  }
  stage(net, skb, 'vxlan_rcv', { kind: 'decap', tunnel: 'vxlan', vni, dev: dev.name });
  netif_rx(dev, skb, 0);
}

function vxlan_vs_find_vni(net: Net, vni: number, port: number): NetDevice | undefined {
  return [...net.devices.values()].find(
    ({ type, up }) => type.kind === 'vxlan' && up && type.vxlan.vni === vni && type.vxlan.port === port,
  );
}

/** vxlan_snoop: a learning device notes behind which host the sender is. False: it is written down that he is elsewhere. */
function vxlan_snoop(dev: NetDevice, mac: MacAddress, from: Ipv4Address): boolean {
  const key = fdbKey(mac, null, dev.name);
  const row = dev.net.fdb.get(key);
  if (row?.permanent || row?.dst === from) return row.dst === from;
  dev.net.fdb.set(key, {
    mac,
    dev: dev.name,
    master: null,
    dst: from,
    permanent: false,
    updated: dev.net.env.now(),
  });
  return true;
}
