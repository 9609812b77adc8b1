// net/ipv4/ip_input.c: an IPv4 packet has arrived.
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { tunnel4_rcv } from '../dev/ipip.ts';
import type { Net } from '../net_namespace.ts';
import { nf_hook } from '../netfilter/core.ts';
import { kfree_skb_reason } from '../report.ts';
import { ip_hdr, ROOT, type SkBuff } from '../skbuff.ts';
import {
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PROT_UNREACH,
  icmp_rcv,
  icmp_send,
} from './icmp.ts';
import { ip_error_allow } from './inetpeer.ts';
import { ip_forward } from './ip_forward.ts';
import { ip_defrag } from './ip_fragment.ts';
import { type Dst, ip_route_input } from './route.ts';
import { tcp_v4_rcv } from './tcp_ipv4.ts';
import { udp_lookup, udp_rcv } from './udp.ts';

export function ip_rcv(dev: NetDevice, skb: SkBuff): void {
  skb.uid = null;
  skb.orphan = true;
  skb.fragMaxSize = 0;
  if (skb.type === 'OTHERHOST') {
    kfree_skb_reason(dev.net, skb, 'ip_rcv', 'OTHERHOST');
    return;
  }
  // The bridge has run this hook already (br_netfilter's ip_sabotage_in).
  if (!skb.prerouted && !nf_hook(dev.net, 'PREROUTING', skb, dev, null)) return;
  skb.prerouted = false;
  ip_rcv_finish(dev, skb);
}

function ip_rcv_finish(dev: NetDevice, skb: SkBuff): void {
  // A copy of what this host sent to everybody has its route already.
  if (skb.type === 'LOOPBACK') {
    ip_local_deliver(dev, skb);
    return;
  }
  const header = ip_hdr(skb);
  skb.uid = early_demux(dev.net, header);
  const dst = ip_route_input(skb, header.dst, header.src, dev);
  skb.dst = dst;
  switch (dst.kind) {
    case 'local':
    case 'broadcast':
      ip_local_deliver(dev, skb);
      break;
    case 'forward':
      ip_forward(dev, skb, dst);
      break;
    case 'error':
      ip_error(dev, skb, dst);
      break;
    case 'output':
      throw new Error('an input route leads nowhere by output');
  }
}

/** net/ipv4/route.c ip_error: no way on. A host that does not forward says nothing. */
function ip_error(dev: NetDevice, skb: SkBuff, { errno, route }: Extract<Dst, { kind: 'error' }>): void {
  const { net } = dev;
  switch (errno) {
    case 'EXDEV':
      kfree_skb_reason(net, skb, 'ip_rcv_finish', 'IP_RPFILTER');
      return;
    case 'EINVAL':
      if (route === undefined) kfree_skb_reason(net, skb, 'ip_rcv_finish', 'IP_INVALID_SOURCE');
      else kfree_skb_reason(net, skb, 'ip_error', 'NOT_SPECIFIED', `its route is ${route}`);
      return;
    case 'EHOSTUNREACH':
      if (net.sysctl.forwarding(dev.name)) ip_error_send(net, skb, ICMP_HOST_UNREACH);
      kfree_skb_reason(
        net,
        skb,
        'ip_error',
        'IP_INADDRERRORS',
        net.sysctl.forwarding(dev.name) ? 'unreachable' : 'ip_forward',
      );
      return;
    case 'ENETUNREACH':
      ip_error_send(net, skb, ICMP_NET_UNREACH);
      kfree_skb_reason(net, skb, 'ip_error', 'IP_INNOROUTES');
      return;
    case 'EACCES':
      ip_error_send(net, skb, ICMP_PKT_FILTERED);
      kfree_skb_reason(net, skb, 'ip_error', 'NOT_SPECIFIED', 'its route is prohibit');
      return;
  }
}

/** net.ipv4.ip_early_demux: the socket a packet is for, if it has one of its own, is known before INPUT; the log prints its user. */
function early_demux(net: Net, { src, dst, payload }: Ipv4): number | null {
  if (payload.layer === 'tcp')
    return net.tcp.find(dst, payload.dport, src, payload.sport)?.owned ? ROOT : null;
  if (payload.layer !== 'udp') return null;
  return udp_lookup(net, payload.dport, { address: src, port: payload.sport })?.peer ? ROOT : null;
}

function ip_error_send(net: Net, skb: SkBuff, code: number): void {
  if (ip_error_allow(net, ip_hdr(skb).src)) icmp_send(net, skb, ICMP_DEST_UNREACH, code, 0);
}

function ip_local_deliver(dev: NetDevice, skb: SkBuff): void {
  if (!ip_defrag(dev.net, skb)) return;
  if (!nf_hook(dev.net, 'INPUT', skb, dev, null)) return;
  const header = ip_hdr(skb);
  switch (header.payload.layer) {
    case 'icmp':
      icmp_rcv(dev, skb, header, header.payload);
      break;
    case 'udp':
      udp_rcv(dev, skb, header, header.payload);
      break;
    case 'tcp':
      tcp_v4_rcv(dev, skb, header, header.payload);
      break;
    case 'ipv4':
      if (!tunnel4_rcv(dev.net, skb, header, header.payload)) ip_protocol_unknown(dev, skb, header.protocol);
      break;
    case 'data':
      ip_protocol_unknown(dev, skb, header.protocol);
      break;
  }
}

/** Nobody registered for this protocol; a header of a known one that cannot be read is the sender's fault. */
function ip_protocol_unknown(dev: NetDevice, skb: SkBuff, protocol: number): void {
  if (protocol !== IPPROTO_ICMP && protocol !== IPPROTO_UDP) {
    icmp_send(dev.net, skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
  }
  kfree_skb_reason(dev.net, skb, 'ip_protocol_deliver_rcu', 'IP_NOPROTO');
}
