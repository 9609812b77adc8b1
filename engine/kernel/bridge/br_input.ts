// net/bridge/br_input.c: a frame has come in by a port.
import { isMulticastMac } from '../../wire/address.ts';
import { eth_hdr, netif_receive_skb } from '../core/dev.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { type SkBuff, skb_clone } from '../skbuff.ts';
import { br_fdb_find, br_fdb_update } from './br_fdb.ts';
import { br_flood_ports, br_forward } from './br_forward.ts';
import { br_nf_local_in, br_nf_pre_routing } from './br_netfilter_hooks.ts';

export function br_handle_frame(port: NetDevice, skb: SkBuff): void {
  const bridge = port.master!;
  // br_stp_disable_bridge: a bridge that is down has its ports disabled.
  if (!bridge.up) {
    kfree_skb_reason(bridge.net, skb, 'br_handle_frame', 'NOT_SPECIFIED', `${bridge.name} is down`);
    return;
  }
  if (eth_hdr(skb).dst === bridge.mac) skb.type = 'HOST';
  br_nf_pre_routing(port, skb, () => br_handle_frame_finish(bridge, port, skb));
}

function br_handle_frame_finish(bridge: NetDevice, port: NetDevice, skb: SkBuff): void {
  const { src, dst } = eth_hdr(skb);
  const learned = port.learning ? br_fdb_update(bridge, port, src) : null;
  const multicast = isMulticastMac(dst);
  const found = multicast ? null : br_fdb_find(bridge, dst);
  const local = found?.row.permanent === true && isOwn(bridge, found.row.dev);
  const up = multicast || local;
  const ports = local
    ? []
    : found
      ? portsNamed(bridge, found.row.dev, port)
      : br_flood_ports(bridge, port, !multicast);
  stage(bridge.net, skb, 'br_handle_frame_finish', {
    kind: 'bridge',
    bridge: bridge.name,
    port: port.name,
    learned,
    entry: found?.key ?? null,
    up,
    to: ports.map((each) => each.name),
  });
  for (const to of ports) br_forward(bridge, to, skb_clone(skb));
  if (up) br_pass_frame_up(bridge, skb);
}

/** Local entries are those of the bridge and of its ports' own addresses. */
function isOwn(bridge: NetDevice, name: string): boolean {
  return name === bridge.name || bridge.net.device(name)?.master === bridge;
}

/** The port of an entry, unless the frame came in by it (should_deliver). */
function portsNamed(bridge: NetDevice, name: string, from: NetDevice): NetDevice[] {
  const to = bridge.net.device(name);
  return to?.up && (to !== from || from.hairpin) ? [to] : [];
}

function br_pass_frame_up(bridge: NetDevice, skb: SkBuff): void {
  br_nf_local_in(bridge, skb);
  netif_receive_skb(bridge, skb);
}
