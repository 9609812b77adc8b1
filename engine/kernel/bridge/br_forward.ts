// net/bridge/br_forward.c: which ports a frame leaves by, and the hooks on the way.
import { dev_queue_xmit, drop_too_long, is_skb_forwardable } from '../core/dev.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { SkBuff } from '../skbuff.ts';
import { br_nf_forward, br_nf_post_routing } from './br_netfilter_hooks.ts';

/** br_flood: every port that is up but the one the frame came in by. The port added last comes first, as in the kernel's list. */
export function br_flood_ports(bridge: NetDevice, from: NetDevice | null, unicast: boolean): NetDevice[] {
  if (bridge.type.kind !== 'bridge') throw new Error(`${bridge.name} is no bridge`);
  return [...bridge.type.ports]
    .reverse()
    .filter((port) => port.up && (port !== from || port.hairpin) && (port.flood || !unicast));
}

/** __br_forward for a frame that came in by a port: FORWARD and POSTROUTING, if the bridge calls iptables. */
export function br_forward(bridge: NetDevice, to: NetDevice, skb: SkBuff): void {
  if (!br_nf_forward(bridge, to, skb)) return;
  br_nf_post_routing(bridge, to, skb, (each) => br_dev_queue_push_xmit(to, each));
}

/** A bridge sends no errors: what a port does not take ends here. */
export function br_dev_queue_push_xmit(to: NetDevice, skb: SkBuff): void {
  if (is_skb_forwardable(to, skb)) dev_queue_xmit(to, skb);
  else drop_too_long(to, skb, 'br_dev_queue_push_xmit');
}
