// net/ipv4/netfilter/nf_reject_ipv4.c nf_send_reset: a TCP reset in the name of the one a segment was for.
import type { HookName } from '../../trace/events.ts';
import { data } from '../../wire/data.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import { IPPROTO_TCP, type Ipv4 } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type Tcp } from '../../wire/tcp.ts';
import { nf_conntrack_attach, nf_ct_set_closing } from '../conntrack/nf_conntrack_core.ts';
import { dev_queue_xmit } from '../core/dev.ts';
import { ip_local_out } from '../ipv4/ip_output.ts';
import { ip_route_output, is_broadcast } from '../ipv4/route.ts';
import type { Net } from '../net_namespace.ts';
import { stage } from '../report.ts';
import { alloc_skb, ip_hdr, type SkBuff } from '../skbuff.ts';

export function nf_send_reset(net: Net, old: SkBuff, hook: HookName): void {
  const packet = ip_hdr(old);
  const { payload: segment } = packet;
  if (segment.layer !== 'tcp' || packet.fragment !== 0 || (segment.flags & TCP_RST) !== 0) return;
  if (is_broadcast(old.dst)) return;
  const skb = alloc_skb(net.env.nextSkb(), resetOf(net, packet, segment));
  skb.orphan = true;
  stage(net, skb, 'nf_send_reset', { kind: 'send', by: 'REJECT' });
  nf_conntrack_attach(skb, old);
  nf_ct_set_closing(net, old);
  if (hook !== 'OUTPUT' && old.bridge?.physin) sendToPort(old, skb);
  else sendByRoute(net, skb);
}

/** nf_reject_iphdr_put, nf_reject_ip_tcphdr_put */
function resetOf(net: Net, { src, dst }: Ipv4, old: Tcp): Ipv4 {
  return {
    layer: 'ipv4',
    tos: 0,
    id: 0,
    df: true,
    mf: false,
    fragment: 0,
    ttl: net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_TCP,
    src: dst,
    dst: src,
    payload: resetSegment(old),
  };
}

function resetSegment(old: Tcp): Tcp {
  const answered = (old.flags & TCP_ACK) !== 0;
  const counted = ((old.flags & TCP_SYN) === 0 ? 0 : 1) + ((old.flags & TCP_FIN) === 0 ? 0 : 1);
  return {
    layer: 'tcp',
    sport: old.dport,
    dport: old.sport,
    seq: answered ? old.ack : 0,
    ack: answered ? 0 : (old.seq + counted + old.payload.bytes.length) >>> 0,
    flags: answered ? TCP_RST : TCP_RST | TCP_ACK,
    window: 0,
    options: new Uint8Array(0),
    payload: data(new Uint8Array(0)),
  };
}

/** What came in by a bridge port goes back by it, with the link addresses turned round. */
function sendToPort(old: SkBuff, skb: SkBuff): void {
  const port = old.bridge!.physin!;
  const packet = ip_hdr(skb);
  const { src, dst } = old.mac!;
  skb.frame = { layer: 'ethernet', dst: src, src: dst, type: ETH_P_IP, payload: packet };
  dev_queue_xmit(port, skb);
}

function sendByRoute(net: Net, skb: SkBuff): void {
  const { src, dst } = ip_hdr(skb);
  const route = ip_route_output(net, skb, { daddr: dst, saddr: src, oif: null });
  if (route.kind === 'output') ip_local_out(net, skb, route);
}
