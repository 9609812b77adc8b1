// include/linux/netdevice.h: a network device, and what each kind of device knows besides.

import type { LinkAddress } from '../../trace/rows.ts';
import type { Ipv4Address, MacAddress } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';

export interface VxlanConfig {
  readonly vni: number;
  readonly port: number;
  readonly underlay: string | null;
  readonly local: Ipv4Address | null;
  readonly learning: boolean;
  /** TTL of the outer packet; null: the namespace's default. */
  readonly ttl: number | null;
  /** The default destination. */
  readonly remote: Ipv4Address | null;
  /** Has the outer UDP header a checksum? */
  readonly udpcsum: boolean;
}

/** struct ip_tunnel_parm: null is any. */
export interface IpipConfig {
  readonly local: Ipv4Address | null;
  readonly remote: Ipv4Address | null;
  /** Of the outer packet; 0: the inner packet's. */
  readonly ttl: number;
  /** The outer packet must not be cut, whatever the inner one says. */
  readonly pmtudisc: boolean;
  readonly underlay: string | null;
}

export type DeviceKind =
  | { readonly kind: 'loopback' }
  | { readonly kind: 'nic' }
  /** `peer` is set as soon as the other end exists. */
  | { readonly kind: 'veth'; peer: NetDevice | null }
  | {
      readonly kind: 'bridge';
      readonly ports: NetDevice[];
      stp: boolean;
      /** Has looked at its ports (br_port_state_selection): before its first port or address a bridge seems to have carrier. */
      selected: boolean;
      /** How long a learned entry is kept without news, microseconds. */
      ageing: number;
    }
  | { readonly kind: 'vxlan'; readonly vxlan: VxlanConfig }
  | { readonly kind: 'ipip'; readonly ipip: IpipConfig }
  /** Takes everything and sends nothing: a place for addresses. */
  | { readonly kind: 'dummy' };

export interface NetDevice {
  /** Number of the device in the whole network. */
  id: number;
  net: Net;
  name: string;
  ifindex: number;
  mac: MacAddress;
  /** Somebody chose the address; else a bridge takes that of a port (NET_ADDR_SET). */
  macSet: boolean;
  mtu: number;
  /** Somebody chose the MTU; else a bridge takes the smallest of its ports. */
  mtuSet: boolean;
  up: boolean;
  /** Has been up before: has a queueing discipline. */
  opened: boolean;
  /** As link watch has last seen it. */
  carrier: boolean;
  /** The bridge this device is a port of. */
  master: NetDevice | null;
  /** Its number among the ports of the bridge, from 1. */
  portNo: number;
  /** Bridge port flag: a frame may leave by the port it came in. */
  hairpin: boolean;
  /** Bridge port flag: addresses of frames that come in are learned. */
  learning: boolean;
  /** Bridge port flag: unicast to unknown addresses leaves by this port too. */
  flood: boolean;
  readonly addresses: LinkAddress[];
  readonly type: DeviceKind;
}

/** How long a bridge keeps a learned entry unless told otherwise, microseconds. */
export const BR_DEFAULT_AGEING_TIME = 300_000_000;

/** alloc_netdev: a device as it is before anybody has done anything with it. */
export function alloc_netdev(
  given: Pick<NetDevice, 'id' | 'net' | 'name' | 'ifindex' | 'mac' | 'mtu' | 'type'> & Partial<NetDevice>,
): NetDevice {
  return {
    macSet: false,
    mtuSet: false,
    up: false,
    opened: false,
    carrier: false,
    master: null,
    portNo: 0,
    hairpin: false,
    learning: true,
    flood: true,
    addresses: [],
    ...given,
  };
}

/** Is something at the other end? A bridge needs a port that has it. */
export function netif_carrier_ok({ up, type }: NetDevice): boolean {
  switch (type.kind) {
    case 'veth':
      return up && type.peer?.up === true;
    case 'bridge':
      return !type.selected || type.ports.some((port) => port.up && netif_carrier_ok(port));
    default:
      return true;
  }
}

/** Can it carry a frame? A veth also needs its other end up. */
export function netif_running(dev: NetDevice): boolean {
  return dev.up && (dev.type.kind !== 'veth' || dev.type.peer?.up === true);
}
