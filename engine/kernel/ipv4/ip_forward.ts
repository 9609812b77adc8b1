// net/ipv4/ip_forward.c: a packet that is not for us goes on.
import { ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { nf_hook } from '../netfilter/core.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip, tot_len } from '../skbuff.ts';
import { ICMP_EXC_TTL, ICMP_FRAG_NEEDED, icmp_send } from './icmp.ts';
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
  if (!nf_hook(net, 'FORWARD', skb, dev, dst.dev)) return;
  // IPVS routes answers anew.
  ip_output(net, skb, skb.dst?.kind === 'output' ? skb.dst : dst);
}
