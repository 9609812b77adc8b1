// drivers/net/loopback.c: what is sent on lo is received on lo.
import { netif_rx } from '../core/dev.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { SkBuff } from '../skbuff.ts';

export function loopback_xmit(dev: NetDevice, skb: SkBuff): void {
  skb.dst = null;
  skb.uid = null;
  netif_rx(dev, skb);
}
