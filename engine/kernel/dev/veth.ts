// drivers/net/veth.c: a pair of devices; what one sends the other receives.
import { drop_too_long, is_skb_forwardable, netif_rx } from '../core/dev.ts';
import { type NetDevice, netif_running } from '../core/netdevice.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { type SkBuff, skb_scrub_packet } from '../skbuff.ts';

export function veth_xmit(dev: NetDevice, skb: SkBuff): void {
  if (dev.type.kind !== 'veth') throw new Error(`${dev.name} is no veth`);
  const { peer } = dev.type;
  if (!peer || !netif_running(dev)) {
    kfree_skb_reason(dev.net, skb, 'veth_xmit', 'DEV_READY', peer?.name ?? dev.name);
    return;
  }
  if (!is_skb_forwardable(peer, skb)) {
    drop_too_long(peer, skb, '__dev_forward_skb');
    return;
  }
  skb_scrub_packet(skb, peer.net !== dev.net);
  skb.mac = null;
  stage(dev.net, skb, 'veth_xmit', { kind: 'veth', peer: peer.id });
  netif_rx(peer, skb);
}
