// A physical network card: what it sends is on the wire, and no longer this machine's.
import type { NetDevice } from '../core/netdevice.ts';
import type { SkBuff } from '../skbuff.ts';

export function nic_xmit(dev: NetDevice, skb: SkBuff): void {
  dev.net.env.wire(dev, skb);
}
