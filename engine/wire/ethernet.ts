// IEEE 802.3 Ethernet II frames. No frame check sequence: devices strip it before anybody sees the frame.
import type { MacAddress } from './address.ts';
import type { Arp } from './arp.ts';
import type { Data } from './data.ts';
import type { Ipv4 } from './ipv4.ts';

export const ETH_HLEN = 14;
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;

export interface Ethernet {
  readonly layer: 'ethernet';
  readonly dst: MacAddress;
  readonly src: MacAddress;
  readonly type: number;
  readonly payload: Ipv4 | Arp | Data;
}
