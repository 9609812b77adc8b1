// RFC 768 User Datagram Protocol. The length is computed when encoding.
import type { Data } from './data.ts';
import type { Vxlan } from './vxlan.ts';

export const UDP_HLEN = 8;

export interface Udp {
  readonly layer: 'udp';
  readonly sport: number;
  readonly dport: number;
  /** Whether the sender computes the checksum; Linux's VXLAN over IPv4 sends zero. */
  readonly checksummed: boolean;
  readonly payload: Vxlan | Data;
}
