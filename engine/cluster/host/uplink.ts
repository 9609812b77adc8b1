// The device by which nodes reach each other: flannel's --iface, Calico's autodetected address.
import { contains, prefixOf } from './prefix.ts';

export interface Uplink {
  readonly dev: string;
  /** With prefix length. */
  readonly address: string;
  readonly mtu: number;
}

/** Which peers are on this link, so that no gateway is between? */
export function onLink({ address }: Uplink): (peer: string) => boolean {
  const prefix = prefixOf(address);
  return (peer) => contains(prefix, peer);
}
