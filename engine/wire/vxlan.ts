// RFC 7348 Virtual eXtensible Local Area Network.
import type { Ethernet } from './ethernet.ts';

export const VXLAN_HLEN = 8;
/** Linux's default destination port (drivers/net/vxlan: vxlan_port), older than IANA's 4789. */
export const VXLAN_PORT_LINUX = 8472;
export const VXLAN_PORT_IANA = 4789;

export interface Vxlan {
  readonly layer: 'vxlan';
  /** VXLAN network identifier, 24 bits. */
  readonly vni: number;
  readonly payload: Ethernet;
}
