// net/ipv4/icmp.c: echo replies, error messages, and who hears of them.
import { isLoopbackIpv4, isMulticastIpv4 } from '../../wire/address.ts';
import { ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, type Icmp, isIcmpError } from '../../wire/icmp.ts';
import { encodeIpv4, IP_HLEN, IPPROTO_ICMP, type Ipv4 } from '../../wire/ipv4.ts';
import { nf_conntrack_attach } from '../conntrack/nf_conntrack_core.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { alloc_skb, ip_hdr, type SkBuff } from '../skbuff.ts';
import { is_local_address } from './devinet.ts';
import { icmp_socket_deliver } from './icmp_socket_deliver.ts';
import { inet_peer_xrlim_allow } from './inetpeer.ts';
import { ip_send } from './ip_output.ts';
import { ip_route_output_quiet, is_broadcast } from './route.ts';

// Codes of destination unreachable (include/uapi/linux/icmp.h).
export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_NET_ANO = 9;
export const ICMP_HOST_ANO = 10;
export const ICMP_PKT_FILTERED = 13;
const ICMP_TIMESTAMP = 13;
const ICMP_TIMESTAMPREPLY = 14;
// Codes of time exceeded.
export const ICMP_EXC_TTL = 0;

const ICMP_HLEN = 8;
/** RFC 1812 4.3.2.3: an error is at most this long. */
export const ERROR_LENGTH = 576;
const IPTOS_PREC_INTERNETCONTROL = 0xc0;
const IPTOS_TOS_MASK = 0x1e;

export function icmp_rcv(dev: NetDevice, skb: SkBuff, packet: Ipv4, message: Icmp): void {
  const { net } = dev;
  // What is sent to everybody need not be answered by everybody (icmp_echo_ignore_broadcasts).
  if (is_broadcast(skb.dst)) {
    kfree_skb_reason(net, skb, 'icmp_rcv', 'NOT_SPECIFIED', 'broadcast');
    return;
  }
  // Sockets hear of every message but the echo requests, which the kernel answers.
  if (message.type === ICMP_ECHO) {
    icmp_echo(net, skb, packet, message);
    return;
  }
  if (message.type === ICMP_TIMESTAMP) {
    icmp_timestamp(net, skb, packet, message);
    return;
  }
  const heard = [...net.icmpSockets].filter((socket) => socket.receive(packet, message));
  const told = isIcmpError(message.type) && icmp_socket_deliver(dev, packet, message);
  if (heard.length === 0 && !told) stage(net, skb, 'icmp_rcv', { kind: 'consume' });
  for (const socket of heard) stage(net, skb, 'raw_rcv', { kind: 'deliver', by: socket.by });
}

/** icmp_echo: the same data back. The reply has a TTL of its own, and may be fragmented (no DF). */
function icmp_echo(net: Net, skb: SkBuff, packet: Ipv4, message: Icmp): void {
  if (net.sysctl.get('net.ipv4.icmp_echo_ignore_all') !== 0) {
    stage(net, skb, 'icmp_echo', { kind: 'consume' });
    return;
  }
  stage(net, skb, 'icmp_echo', { kind: 'icmp', type: ICMP_ECHOREPLY, code: 0, about: 'echo' });
  const reply: Icmp = { ...message, type: ICMP_ECHOREPLY, code: 0 };
  const own = is_local_address(net, packet.dst) ? packet.dst : 0;
  icmp_push_reply(net, packet.src, own, packet.tos & ~0x03, reply, null);
}

/** icmp_timestamp: when it was sent, came and goes, in milliseconds; virtual time begins at midnight. */
function icmp_timestamp(net: Net, skb: SkBuff, packet: Ipv4, message: Icmp): void {
  if (message.body.length < 4) {
    kfree_skb_reason(net, skb, 'icmp_timestamp', 'NOT_SPECIFIED', 'no time');
    return;
  }
  stage(net, skb, 'icmp_timestamp', { kind: 'icmp', type: ICMP_TIMESTAMPREPLY, code: 0, about: 'timestamp' });
  const body = new Uint8Array(12);
  const now = Math.floor(net.env.now() / 1000);
  body.set(message.body.subarray(0, 4));
  for (const at of [4, 8]) new DataView(body.buffer).setUint32(at, now);
  const own = is_local_address(net, packet.dst) ? packet.dst : 0;
  const reply: Icmp = { ...message, type: ICMP_TIMESTAMPREPLY, code: 0, body };
  icmp_push_reply(net, packet.src, own, packet.tos & ~0x03, reply, null);
}

/** __icmp_send: tells the sender of a packet what became of it. `info` is the next-hop MTU of a packet too big. */
export function icmp_send(net: Net, skb: SkBuff, type: number, code: number, info: number): void {
  const packet = ip_hdr(skb);
  if (skb.icmpLocked || !may_send_error(skb, packet)) return;
  if (!icmpv4_xrlim_allow(net, packet.src, type, code)) return;
  const tos = (packet.tos & IPTOS_TOS_MASK) | IPTOS_PREC_INTERNETCONTROL;
  const message: Icmp = { layer: 'icmp', type, code, rest: info, body: quote(packet, room(net, packet.src)) };
  stage(net, skb, '__icmp_send', { kind: 'icmp', type, code, about: 'error' });
  // To a packet for this host it answers from the address it was sent to; otherwise the route back decides.
  const own = is_local_address(net, packet.dst) ? packet.dst : 0;
  icmp_push_reply(net, packet.src, own, tos, message, skb);
}

/** RFC 1122 3.2.2: no error about an error, a broadcast, or a later fragment. */
function may_send_error(skb: SkBuff, packet: Ipv4): boolean {
  if (skb.type !== 'HOST' || is_broadcast(skb.dst) || packet.fragment !== 0) return false;
  if (packet.src === 0 || isMulticastIpv4(packet.src) || isMulticastIpv4(packet.dst)) return false;
  return !(packet.payload.layer === 'icmp' && isIcmpError(packet.payload.type));
}

/** The packet's header and as much of the rest as an error has room for. */
export function quote(packet: Ipv4, room: number): Uint8Array {
  return encodeIpv4(packet).slice(0, room - IP_HLEN - ICMP_HLEN);
}

/** An error is not cut on its way back. */
function room(net: Net, to: number): number {
  const dst = ip_route_output_quiet(net, to);
  return Math.min(ERROR_LENGTH, dst.kind === 'output' ? dst.mtu : ERROR_LENGTH);
}

/** icmpv4_mask_allow: these types are not limited; nor is the news that a packet was too big. */
function icmpv4_mask_allow(net: Net, type: number, code: number): boolean {
  if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) return true;
  return ((1 << type) & net.sysctl.get('net.ipv4.icmp_ratemask')) === 0;
}

/** icmpv4_xrlim_allow: each peer may get an error every icmp_ratelimit; what stays on this host is not limited. */
function icmpv4_xrlim_allow(net: Net, peer: number, type: number, code: number): boolean {
  if (icmpv4_mask_allow(net, type, code) || isLoopbackIpv4(peer) || is_local_address(net, peer)) return true;
  return inet_peer_xrlim_allow(net, peer, net.sysctl.get('net.ipv4.icmp_ratelimit') * 1000);
}

/** `about`: the packet an error is about. */
function icmp_push_reply(
  net: Net,
  to: number,
  from: number,
  tos: number,
  message: Icmp,
  about: SkBuff | null = null,
): void {
  const packet: Ipv4 = {
    layer: 'ipv4',
    tos,
    id: net.env.random() & 0xffff,
    df: false,
    mf: false,
    fragment: 0,
    ttl: net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_ICMP,
    src: from,
    dst: to,
    payload: message,
  };
  const skb = alloc_skb(net.env.nextSkb(), packet);
  // About a message of the kernel's own that does not get out, no other is made.
  skb.icmpLocked = true;
  if (about) nf_conntrack_attach(skb, about);
  ip_send(net, skb, { daddr: to, saddr: from, oif: null });
}

/** net/ipv4/route.c ipv4_link_failure: the next hop does not answer. */
export function ipv4_link_failure(net: Net, skb: SkBuff): void {
  icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
}
