// net/core/dev.c: handing frames to devices and taking them from devices. Each hand-over is a hop of its own.

import { isMulticastMac, MAC_BROADCAST } from '../../wire/address.ts';
import { ETH_HLEN, ETH_P_ARP, ETH_P_IP, type Ethernet } from '../../wire/ethernet.ts';
import { decodeEthernet, encodeFrame } from '../../wire/frame.ts';
import { br_dev_xmit } from '../bridge/br_device.ts';
import { br_handle_frame } from '../bridge/br_input.ts';
import { dummy_xmit } from '../dev/dummy.ts';
import { ipip_tunnel_xmit } from '../dev/ipip.ts';
import { loopback_xmit } from '../dev/loopback.ts';
import { nic_xmit } from '../dev/nic.ts';
import { veth_xmit } from '../dev/veth.ts';
import { vxlan_xmit } from '../dev/vxlan.ts';
import { arp_rcv } from '../ipv4/arp.ts';
import { ip_rcv } from '../ipv4/ip_input.ts';
import { hop, kfree_skb_reason } from '../report.ts';
import { ethernetLength, type PacketType, type SkBuff } from '../skbuff.ts';
import { type DeviceKind, type NetDevice, netif_carrier_ok } from './netdevice.ts';

/** Time a frame waits until the other side's softirq takes it, microseconds. */
const SOFTIRQ_DELAY = 4;

/** XMIT_RECURSION_LIMIT: devices that may hand a packet to each other before it waits anywhere. A NIC has a queue. */
const XMIT_RECURSION_LIMIT = 8;

/** One transmit function a device kind (ndo_start_xmit). */
const ndo_start_xmit: { readonly [K in DeviceKind['kind']]: (dev: NetDevice, skb: SkBuff) => void } = {
  loopback: loopback_xmit,
  nic: nic_xmit,
  veth: veth_xmit,
  bridge: br_dev_xmit,
  vxlan: vxlan_xmit,
  ipip: ipip_tunnel_xmit,
  dummy: dummy_xmit,
};

/** The link header of a frame that has one; devices handle nothing else. */
export function eth_hdr(skb: SkBuff): Ethernet {
  if (skb.frame.layer !== 'ethernet') throw new Error('no Ethernet header in this skb');
  return skb.frame;
}

/** net/ethernet/eth.c eth_type_trans: for whom a frame that arrives at a device is. */
function eth_type_trans(skb: SkBuff, dev: NetDevice): PacketType {
  const { dst } = eth_hdr(skb);
  if (dst === MAC_BROADCAST) return 'BROADCAST';
  if (isMulticastMac(dst)) return 'MULTICAST';
  return dst === dev.mac || dev.type.kind === 'loopback' ? 'HOST' : 'OTHERHOST';
}

/** __dev_queue_xmit: the device takes the frame to send it. One without carrier has noop_qdisc, and no tap sees what ends there. */
export function dev_queue_xmit(dev: NetDevice, skb: SkBuff): void {
  const { env } = dev.net;
  if (dev.up && !netif_carrier_ok(dev)) {
    skb.dev = dev;
    kfree_skb_reason(dev.net, skb, 'noop_enqueue', 'QDISC_DROP', dev.name);
    return;
  }
  const cause = env.rec.last;
  env.call(() => {
    skb.dev = dev;
    hop(dev.net, dev, skb, 'dev_queue_xmit', cause, { kind: 'transmit' }, () => {
      if (!dev.up) kfree_skb_reason(dev.net, skb, 'dev_queue_xmit', 'DEV_READY', dev.name);
      else if (dev.type.kind !== 'nic' && skb.recursion++ > XMIT_RECURSION_LIMIT)
        kfree_skb_reason(dev.net, skb, '__dev_queue_xmit', 'RECURSION_LIMIT', dev.name);
      else ndo_start_xmit[dev.type.kind](dev, skb);
    });
  });
}

const VLAN_HLEN = 4;

/** __dev_forward_skb: what a device may take from another one. A frame that is too long goes no further, and nobody is told. */
export function is_skb_forwardable(dev: NetDevice, skb: SkBuff): boolean {
  return ethernetLength(eth_hdr(skb)) <= dev.mtu + ETH_HLEN + VLAN_HLEN;
}

/** The end of a frame that `dev` does not take. */
export function drop_too_long(dev: NetDevice, skb: SkBuff, fn: string): void {
  const detail = `${dev.name} takes no frame so long (MTU ${dev.mtu})`;
  kfree_skb_reason((skb.dev ?? dev).net, skb, fn, 'NOT_SPECIFIED', detail);
}

/** __netif_rx: a frame has arrived at a device and waits for its softirq. */
export function netif_rx(dev: NetDevice, skb: SkBuff, delay = SOFTIRQ_DELAY): void {
  const { env } = dev.net;
  const cause = env.rec.last;
  skb.icmpLocked = false;
  env.defer(delay, () => {
    if (!dev.up) return;
    // A tunnel of packets has no link header, and everything in it is for this host.
    skb.type = skb.frame.layer === 'ethernet' ? eth_type_trans(skb, dev) : 'HOST';
    skb.recursion = 0;
    netif_receive_skb_internal(dev, skb, cause);
  });
}

/** netif_receive_skb for a frame that another device of this namespace passes up. */
export function netif_receive_skb(dev: NetDevice, skb: SkBuff): void {
  const cause = dev.net.env.rec.last;
  dev.net.env.call(() => netif_receive_skb_internal(dev, skb, cause));
}

/**
 * dev_loopback_xmit: a packet sent to a group comes back to its own host, without a link header and unseen by taps. What the log
 * prints as link header are the first octets of the IP header (skb_reset_mac_header).
 */
export function dev_loopback_xmit(dev: NetDevice, skb: SkBuff): void {
  const { env } = dev.net;
  const cause = env.rec.last;
  skb.type = 'LOOPBACK';
  skb.icmpLocked = false;
  const header = decodeEthernet(encodeFrame(skb.frame));
  skb.mac = header.ok ? header.value : null;
  env.defer(SOFTIRQ_DELAY, () => {
    hop(dev.net, dev, skb, 'netif_receive_skb', cause, { kind: 'receive' }, () => ip_rcv(dev, skb));
  });
}

function netif_receive_skb_internal(dev: NetDevice, skb: SkBuff, cause: number): void {
  skb.dev = dev;
  hop(dev.net, dev, skb, 'netif_receive_skb', cause, { kind: 'receive' }, () => {
    if (dev.master) br_handle_frame(dev, skb);
    else deliver_skb(dev, skb);
  });
}

/** To the protocol the frame's type names. */
function deliver_skb(dev: NetDevice, skb: SkBuff): void {
  if (skb.frame.layer === 'ipv4') {
    skb.mac = null;
    ip_rcv(dev, skb);
    return;
  }
  const header = eth_hdr(skb);
  skb.mac = header;
  if (header.type === ETH_P_IP && header.payload.layer === 'ipv4') ip_rcv(dev, skb);
  else if (header.type === ETH_P_ARP && header.payload.layer === 'arp') arp_rcv(dev, skb, header.payload);
  else kfree_skb_reason(dev.net, skb, '__netif_receive_skb_core', 'UNHANDLED_PROTO');
}
