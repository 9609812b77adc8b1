// include/linux/netdevice.h: a network device, and what each kind of device knows besides.

import type { RouteScope } from '../../trace/rows.ts';
import type { Ipv4Address, MacAddress } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';

export interface InterfaceAddress {
  readonly address: Ipv4Address;
  readonly length: number;
  readonly scope: RouteScope;
}

export interface VxlanConfig {
  readonly vni: number;
  readonly port: number;
  readonly underlay: string | null;
  readonly local: Ipv4Address | null;
  readonly learning: boolean;
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
  | { readonly kind: 'bridge'; readonly ports: NetDevice[] }
  | { readonly kind: 'vxlan'; readonly vxlan: VxlanConfig }
  | { readonly kind: 'ipip'; readonly ipip: IpipConfig }
  /** Takes everything and sends nothing: a place for addresses. */
  | { readonly kind: 'dummy' };

export interface NetDevice {
  /** Number of the device in the whole network. */
  readonly id: number;
  readonly net: Net;
  readonly name: string;
  readonly ifindex: number;
  mac: MacAddress;
  mtu: number;
  up: boolean;
  /** The bridge this device is a port of. */
  master: NetDevice | null;
  /** Bridge port flag: a frame may leave by the port it came in. */
  hairpin: boolean;
  readonly addresses: InterfaceAddress[];
  readonly type: DeviceKind;
}

/** Is something at the other end? A bridge needs a port that has it. */
export function netif_carrier_ok({ up, type }: NetDevice): boolean {
  switch (type.kind) {
    case 'veth':
      return up && type.peer?.up === true;
    case 'bridge':
      return type.ports.some((port) => port.up && netif_carrier_ok(port));
    default:
      return true;
  }
}

/** Can it carry a frame? A veth also needs its other end up. */
export function netif_running(dev: NetDevice): boolean {
  return dev.up && (dev.type.kind !== 'veth' || dev.type.peer?.up === true);
}
