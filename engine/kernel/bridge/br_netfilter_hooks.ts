// net/bridge/br_netfilter_hooks.c: iptables called by the bridge, for frames that never reach the IP stack and before those that do.
import { ipv4Of } from '../../wire/frame.ts';
import { nf_conntrack_confirm } from '../conntrack/nf_conntrack_core.ts';
import { eth_hdr } from '../core/dev.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { nf_hook } from '../netfilter/core.ts';
import type { SkBuff } from '../skbuff.ts';
import { since } from '../version.ts';

function calls(bridge: NetDevice, skb: SkBuff): boolean {
  return ipv4Of(skb.frame) !== undefined && bridge.net.sysctl.get('net.bridge.bridge-nf-call-iptables') !== 0;
}

/** setup_pre_routing: netfilter takes a frame for somebody else on the bridge for one for this host (pkt_otherhost). */
function hook(...[net, name, skb, indev, outdev]: Parameters<typeof nf_hook>): boolean {
  const { type } = skb;
  if (type === 'OTHERHOST') skb.type = 'HOST';
  const goesOn = nf_hook(net, name, skb, indev, outdev);
  skb.type = type;
  return goesOn;
}

/** PREROUTING with the bridge as input device and the port as PHYSIN. */
export function br_nf_pre_routing(port: NetDevice, skb: SkBuff): boolean {
  const bridge = port.master!;
  if (!calls(bridge, skb)) return true;
  skb.bridge = { physin: port, physout: null };
  skb.mac = eth_hdr(skb);
  skb.dev = bridge;
  if (!hook(bridge.net, 'PREROUTING', skb, bridge, null)) return false;
  skb.dev = port;
  skb.prerouted = true;
  return true;
}

/** FORWARD for a frame that stays on the bridge: IN and OUT are the bridge, the ports are PHYSIN and PHYSOUT. */
export function br_nf_forward(bridge: NetDevice, to: NetDevice, skb: SkBuff): boolean {
  if (!skb.bridge || !calls(bridge, skb)) return true;
  skb.bridge = { ...skb.bridge, physout: to };
  return hook(bridge.net, 'FORWARD', skb, bridge, bridge);
}

/** POSTROUTING for a frame that stays on the bridge. */
export function br_nf_post_routing(bridge: NetDevice, skb: SkBuff): boolean {
  if (!skb.bridge?.physout || !calls(bridge, skb)) return true;
  return hook(bridge.net, 'POSTROUTING', skb, null, bridge);
}

/** Since 6.8 the connection of a frame for several is made before the node has its copy, whatever becomes of that. */
export function br_nf_local_in(bridge: NetDevice, skb: SkBuff): void {
  const { net } = bridge;
  if (skb.type !== 'HOST' && since(net.version, 6, 8)) nf_conntrack_confirm({ net, skb });
}
