// net/ipv4/ip_forward.c: a packet that is not for us goes on.

import type { Ipv4Address } from '../../wire/address.ts';
import { ICMP_DEST_UNREACH, ICMP_REDIRECT, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { nf_hook } from '../netfilter/core.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip, tot_len } from '../skbuff.ts';
import { ICMP_EXC_TTL, ICMP_FRAG_NEEDED, icmp_send } from './icmp.ts';
import { inet_peer_redirect_allow, inet_peer_redirected } from './inetpeer.ts';
import { ip_output } from './ip_output.ts';
import type { Dst } from './route.ts';

type ForwardDst = Extract<Dst, { kind: 'forward' | 'output' }>;

export function ip_forward(dev: NetDevice, skb: SkBuff, dst: ForwardDst): void {
  const { net } = dev;
  const header = ip_hdr(skb);
  if (skb.type !== 'HOST') {
    kfree_skb_reason(net, skb, 'ip_forward', 'NOT_SPECIFIED', 'not addressed to this host');
    return;
  }
  if (header.ttl <= 1) {
    icmp_send(net, skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
    kfree_skb_reason(net, skb, 'ip_forward', 'IP_INHDR', 'ttl');
    return;
  }
  if (header.df && tot_len(header) > dst.dev.mtu) {
    icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, dst.dev.mtu);
    kfree_skb_reason(net, skb, 'ip_forward', 'PKT_TOO_BIG', String(dst.dev.mtu));
    return;
  }
  set_ip(skb, { ...header, ttl: header.ttl - 1 });
  stage(net, skb, 'ip_forward', { kind: 'ttl', before: header.ttl, after: header.ttl - 1 });
  if (dst.redirects) ip_rt_send_redirect(net, skb, dst.gateway ?? header.dst);
  if (!nf_hook(net, 'FORWARD', skb, dev, dst.dev)) return;
  // IPVS routes answers anew.
  ip_output(net, skb, skb.dst?.kind === 'output' ? skb.dst : dst);
}

const ICMP_REDIR_HOST = 1;

/** ip_rt_send_redirect: the sender is told the nearer gateway, ever less often while it does not listen. */
function ip_rt_send_redirect(net: Net, skb: SkBuff, gateway: Ipv4Address): void {
  if (!inet_peer_redirect_allow(net, ip_hdr(skb).src)) return;
  icmp_send(net, skb, ICMP_REDIRECT, ICMP_REDIR_HOST, gateway);
  inet_peer_redirected(net, ip_hdr(skb).src);
}
