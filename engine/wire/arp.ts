// RFC 826 Address Resolution Protocol, for IPv4 over Ethernet.
import type { Ipv4Address, MacAddress } from './address.ts';

export const ARPOP_REQUEST = 1;
export const ARPOP_REPLY = 2;

export interface Arp {
  readonly layer: 'arp';
  readonly op: number;
  readonly sha: MacAddress;
  readonly spa: Ipv4Address;
  readonly tha: MacAddress;
  readonly tpa: Ipv4Address;
}
