// include/linux/skbuff.h skb_header_pointer, as port matches use it: the first four octets behind the IP header.
import type { Ipv4 } from '../../wire/ipv4.ts';

export interface Ports {
  readonly sport: number;
  readonly dport: number;
}

/** Of a packet whose protocol has ports; null in a later fragment. A first fragment holds them as plain octets. */
export function portsOf({ payload, fragment }: Ipv4): Ports | null {
  if (fragment !== 0) return null;
  if ('sport' in payload) return payload;
  if (payload.layer !== 'data' || payload.bytes.length < 4) return null;
  const [a, b, c, d] = payload.bytes;
  return { sport: (a! << 8) | b!, dport: (c! << 8) | d! };
}
