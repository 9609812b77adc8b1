// net/bridge/br_device.c br_dev_xmit: the node itself sends by its bridge.
import { isMulticastMac } from '../../wire/address.ts';
import { eth_hdr } from '../core/dev.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { type SkBuff, skb_clone } from '../skbuff.ts';
import { br_fdb_find } from './br_fdb.ts';
import { br_dev_queue_push_xmit, br_flood_ports } from './br_forward.ts';

export function br_dev_xmit(bridge: NetDevice, skb: SkBuff): void {
  if (skb.bridge?.turned) {
    skb.bridge.turned();
    return;
  }
  const { dst } = eth_hdr(skb);
  const multicast = isMulticastMac(dst);
  const found = multicast ? null : br_fdb_find(bridge, dst);
  const port = found ? bridge.net.device(found.row.dev) : undefined;
  const ports = found
    ? port?.up && port.master === bridge
      ? [port]
      : []
    : br_flood_ports(bridge, null, !multicast);
  stage(bridge.net, skb, 'br_dev_xmit', {
    kind: 'bridge',
    bridge: bridge.name,
    port: null,
    learned: null,
    entry: found?.key ?? null,
    up: false,
    to: ports.map((each) => each.name),
  });
  if (ports.length === 0) kfree_skb_reason(bridge.net, skb, 'br_dev_xmit', 'NOT_SPECIFIED', 'no port');
  for (const to of ports) br_dev_queue_push_xmit(to, skb_clone(skb));
}
