// drivers/net/dummy.c dummy_xmit: what is sent goes nowhere.
import type { NetDevice } from '../core/netdevice.ts';
import { stage } from '../report.ts';
import type { SkBuff } from '../skbuff.ts';

export function dummy_xmit(dev: NetDevice, skb: SkBuff): void {
  stage(dev.net, skb, 'dummy_xmit', { kind: 'consume' });
}
