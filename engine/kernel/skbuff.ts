// include/linux/skbuff.h: a packet on its way through one kernel, with what the kernel remembers about it.

import type { Ethernet } from '../wire/ethernet.ts';
import { ETH_HLEN } from '../wire/ethernet.ts';
import type { Frame } from '../wire/frame.ts';
import { ipv4Of } from '../wire/frame.ts';
import { IP_HLEN, type Ipv4 } from '../wire/ipv4.ts';
import { TCP_HLEN } from '../wire/tcp.ts';
import { UDP_HLEN } from '../wire/udp.ts';
import { VXLAN_HLEN } from '../wire/vxlan.ts';
import type { ConnInfo } from './conntrack/nf_conntrack_core.ts';
import type { NetDevice } from './core/netdevice.ts';
import type { Dst } from './ipv4/route.ts';

export type PacketType = 'HOST' | 'BROADCAST' | 'MULTICAST' | 'OTHERHOST' | 'LOOPBACK';

/** struct nf_bridge_info: which ports a frame came in and goes out by, kept while it passes netfilter. */
interface NfBridge {
  readonly physin: NetDevice | null;
  readonly physout: NetDevice | null;
  /** DNAT has turned the frame to another neighbour: what the bridge goes on with when the neighbour is known (bridged_dnat). */
  readonly turned?: () => void;
}

/** Every process is root's; TRACE prints the user of what it sends. */
export const ROOT = 0;

export interface SkBuff {
  /** The packet this is (a copy of a flooded frame is the same packet). */
  readonly id: number;
  frame: Frame;
  /** skb->dev; null for a packet a local socket has just made. */
  dev: NetDevice | null;
  type: PacketType;
  mark: number;
  /** skb->nf_trace: a TRACE rule has matched. */
  traced: boolean;
  /** The connection (skb->_nfct); null before conntrack has seen it. */
  ct: ConnInfo | null;
  /** A NOTRACK rule keeps conntrack away from it (IP_CT_UNTRACKED). */
  untracked: boolean;
  bridge: NfBridge | null;
  /** PREROUTING was run at the bridge and is not run again (br_netfilter's ip_sabotage_in). */
  prerouted: boolean;
  /** The link header last removed (skb->mac_header), which the log prints. */
  mac: Ethernet | null;
  /** IPCB frag_max_size: the longest piece this packet was put together from, octets; 0 when it came whole. */
  fragMaxSize: number;
  /** Chosen route. */
  dst: Dst | null;
  /** skb->hash (l4_hash) as the sending socket chose it (sk_txhash), or as a tunnel found it; null: to be computed from the flow. */
  hash: number | null;
  /** Belongs to a local socket; its user id is logged. */
  uid: number | null;
  /** Has no socket any more, or never had one here (skb_orphan). */
  orphan: boolean;
  /** Its socket is a mere request: rules see the listener and its user (skb_to_full_sk), the log sees none (sk_fullsock). */
  request: boolean;
  /** Is being sent by the kernel's ICMP socket, which cannot send another meanwhile (icmp_xmit_lock); until it waits anywhere. */
  icmpLocked: boolean;
  /** IPVS has had it (skb->ipvs_property). */
  ipvs: boolean;
  /** Devices that have had it in hand since it last waited (softnet_data.xmit.recursion). */
  recursion: number;
}

export function alloc_skb(id: number, frame: Frame): SkBuff {
  return {
    id,
    frame,
    dev: null,
    type: 'HOST',
    mark: 0,
    traced: false,
    ct: null,
    untracked: false,
    bridge: null,
    prerouted: false,
    mac: null,
    fragMaxSize: 0,
    dst: null,
    hash: null,
    uid: null,
    orphan: false,
    request: false,
    icmpLocked: false,
    ipvs: false,
    recursion: 0,
  };
}

export function skb_clone(skb: SkBuff): SkBuff {
  return { ...skb };
}

/** The IPv4 header in hand; an skb that never had one does not come here. */
export function ip_hdr(skb: SkBuff): Ipv4 {
  const header = ipv4Of(skb.frame);
  if (!header) throw new Error('no IPv4 header in this skb');
  return header;
}

/** Replaces the IPv4 packet, keeping the link header in front of it. */
export function set_ip(skb: SkBuff, packet: Ipv4): void {
  skb.frame = skb.frame.layer === 'ethernet' ? { ...skb.frame, payload: packet } : packet;
}

/** Octets of the IPv4 packet (iph->tot_len). */
export function tot_len(packet: Ipv4): number {
  return IP_HLEN + payloadLength(packet.payload);
}

function payloadLength(payload: Ipv4['payload']): number {
  switch (payload.layer) {
    case 'icmp':
      return ICMP_HLEN + payload.body.length;
    case 'tcp':
      return TCP_HLEN + payload.options.length + payload.payload.bytes.length;
    case 'ipv4':
      return tot_len(payload);
    case 'udp':
      return (
        UDP_HLEN +
        (payload.payload.layer === 'vxlan'
          ? VXLAN_HLEN + ethernetLength(payload.payload.payload)
          : payload.payload.bytes.length)
      );
    case 'data':
      return payload.bytes.length;
  }
}

const ICMP_HLEN = 8;
const ARP_LEN = 28;

/** Octets of a frame. */
export function ethernetLength({ payload }: Ethernet): number {
  switch (payload.layer) {
    case 'ipv4':
      return ETH_HLEN + tot_len(payload);
    case 'arp':
      return ETH_HLEN + ARP_LEN;
    case 'data':
      return ETH_HLEN + payload.bytes.length;
  }
}

/**
 * net/core/skbuff.c skb_scrub_packet: what a packet forgets when it leaves a device for another context. Mark survives
 * inside one namespace.
 */
export function skb_scrub_packet(skb: SkBuff, crossesNamespace: boolean): void {
  skb.type = 'HOST';
  skb.dst = null;
  skb.bridge = null;
  skb.prerouted = false;
  skb.ct = null;
  skb.untracked = false;
  skb.traced = false;
  if (!crossesNamespace) return;
  skb.mark = 0;
  skb.ipvs = false;
  // The socket stays the owner, but another namespace does not log it.
  skb.uid = null;
  skb.orphan = true;
}
