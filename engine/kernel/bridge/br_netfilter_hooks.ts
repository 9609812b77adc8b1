// net/bridge/br_netfilter_hooks.c: iptables called by the bridge, for frames that never reach the IP stack and before those that do.
import type { Ipv4Address, MacAddress } from '../../wire/address.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { nf_conntrack_confirm } from '../conntrack/nf_conntrack_core.ts';
import { dev_queue_xmit, eth_hdr } from '../core/dev.ts';
import { neigh_hh, neigh_resolve_output } from '../core/neighbour.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { ip_do_fragment } from '../ipv4/ip_output.ts';
import { ip_route_input_quiet } from '../ipv4/route.ts';
import { nf_hook } from '../netfilter/core.ts';
import { kfree_skb_reason } from '../report.ts';
import { ip_hdr, type SkBuff, tot_len } from '../skbuff.ts';
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

/** PREROUTING with the bridge as input device and the port as PHYSIN; `finish` goes on with the frame. */
export function br_nf_pre_routing(port: NetDevice, skb: SkBuff, finish: () => void): void {
  const bridge = port.master!;
  if (!calls(bridge, skb)) {
    finish();
    return;
  }
  const before = ip_hdr(skb).dst;
  skb.fragMaxSize = 0;
  skb.bridge = { physin: port, physout: null };
  skb.mac = eth_hdr(skb);
  skb.dev = bridge;
  if (!hook(bridge.net, 'PREROUTING', skb, bridge, null)) return;
  skb.dev = port;
  skb.prerouted = true;
  if (ip_hdr(skb).dst === before) finish();
  else br_nf_pre_routing_finish(bridge, skb, finish);
}

/** A frame whose destination was changed goes where routing leads: to another neighbour on the bridge, or up to this host. */
function br_nf_pre_routing_finish(bridge: NetDevice, skb: SkBuff, finish: () => void): void {
  const { src, dst: daddr } = ip_hdr(skb);
  const dst = ip_route_input_quiet(daddr, src, bridge, skb.mark);
  if (dst.kind === 'error' && (dst.errno === 'EINVAL' || dst.errno === 'EXDEV')) {
    kfree_skb_reason(bridge.net, skb, 'br_nf_pre_routing_finish', 'NOT_SPECIFIED', dst.errno);
    return;
  }
  const to = (mac: MacAddress) => {
    const header = { ...eth_hdr(skb), dst: mac };
    skb.frame = header;
    // Written where the frame came in: the log has it, too.
    skb.mac = header;
    finish();
  };
  if (dst.kind === 'forward' && dst.dev === bridge)
    br_nf_pre_routing_finish_bridge(bridge, skb, dst.gateway ?? daddr, to);
  else {
    skb.type = 'HOST';
    to(bridge.mac);
  }
}

/** The frame is for a neighbour on the bridge. As long as that one's header is not at hand, the bridge itself seems to send it. */
function br_nf_pre_routing_finish_bridge(
  bridge: NetDevice,
  skb: SkBuff,
  nexthop: Ipv4Address,
  to: (mac: MacAddress) => void,
): void {
  const known = neigh_hh(bridge, nexthop);
  if (known) {
    to(known);
    return;
  }
  const before = eth_hdr(skb);
  neigh_resolve_output(bridge, nexthop, skb, (mac) => {
    const physin = skb.bridge?.physin ?? null;
    const turned = () => {
      skb.bridge = { physin, physout: null };
      skb.frame = before;
      to(mac);
    };
    skb.bridge = { physin, physout: null, turned };
    skb.frame = { ...before, src: bridge.mac, dst: mac };
    dev_queue_xmit(bridge, skb);
  });
}

/** FORWARD for a frame that stays on the bridge: IN and OUT are the bridge, the ports are PHYSIN and PHYSOUT. */
export function br_nf_forward(bridge: NetDevice, to: NetDevice, skb: SkBuff): boolean {
  if (!skb.bridge || !calls(bridge, skb)) return true;
  skb.bridge = { ...skb.bridge, physout: to };
  return hook(bridge.net, 'FORWARD', skb, bridge, bridge);
}

/** POSTROUTING for a frame that stays on the bridge; `push` sends what is to leave by the port. */
export function br_nf_post_routing(
  bridge: NetDevice,
  to: NetDevice,
  skb: SkBuff,
  push: (skb: SkBuff) => void,
): void {
  if (!skb.bridge?.physout || !calls(bridge, skb)) push(skb);
  else if (hook(bridge.net, 'POSTROUTING', skb, null, bridge)) br_nf_dev_queue_xmit(bridge, to, skb, push);
}

/** What conntrack has put together is cut again, and with it whatever is too long for the port and may be cut. */
function br_nf_dev_queue_xmit(
  bridge: NetDevice,
  to: NetDevice,
  skb: SkBuff,
  push: (skb: SkBuff) => void,
): void {
  const packet = ip_hdr(skb);
  const largest = skb.fragMaxSize || to.mtu;
  if (tot_len(packet) <= Math.min(largest, to.mtu)) push(skb);
  // br_nf_ip_fragment: the route that a bridged packet seems to have is by the bridge (fake_mtu).
  else if (packet.df || skb.fragMaxSize > bridge.mtu)
    kfree_skb_reason(bridge.net, skb, 'br_nf_ip_fragment', 'PKT_TOO_BIG', String(bridge.mtu));
  else
    for (const piece of ip_do_fragment(bridge.net, skb, Math.min(skb.fragMaxSize || bridge.mtu, bridge.mtu)))
      push(piece);
}

/** Since 6.8 the connection of a frame for several is made before the node has its copy, whatever becomes of that. */
export function br_nf_local_in(bridge: NetDevice, skb: SkBuff): void {
  const { net } = bridge;
  if (skb.type !== 'HOST' && since(net.version, 6, 8)) nf_conntrack_confirm({ net, skb, hook: 'INPUT' });
}
