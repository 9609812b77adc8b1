// net/ipv4/ip_fragment.c: fragments wait until the packet they were cut from is whole again.
import { decodeIpv4, encodeIpv4, IP_HLEN, type Ipv4 } from '../../wire/ipv4.ts';
import type { Net } from '../net_namespace.ts';
import { stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip } from '../skbuff.ts';

/** Octets the queues of one namespace may hold (net.ipv4.ipfrag_high_thresh). */
const HIGH_THRESH = 4_194_304;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** struct ipq: the pieces of one packet, by where they belong. */
export class FragmentQueues {
  private readonly queues = new Map<string, Piece[]>();
  private held = 0;

  /** The whole packet once the last missing piece has come, null before. */
  add(packet: Ipv4): Ipv4 | null {
    const key = `${packet.src} ${packet.dst} ${packet.id} ${packet.protocol}`;
    const bytes = encodeIpv4(packet).subarray(IP_HLEN);
    if (this.held + bytes.length > HIGH_THRESH) return null;
    const queue = this.queues.get(key) ?? [];
    queue.push({ offset: packet.fragment * 8, bytes, last: !packet.mf });
    queue.sort((a, b) => a.offset - b.offset);
    this.queues.set(key, queue);
    this.held += bytes.length;
    const payload = joined(queue);
    if (!payload) return null;
    this.queues.delete(key);
    this.held -= payload.length;
    return whole(packet, payload);
  }
}

/** The pieces in a row without a gap, the last one among them; null while something is missing. */
function joined(queue: readonly Piece[]): Uint8Array | null {
  let end = 0;
  for (const piece of queue) {
    if (piece.offset !== end) return null;
    end += piece.bytes.length;
  }
  if (queue.at(-1)?.last !== true) return null;
  const payload = new Uint8Array(end);
  for (const piece of queue) payload.set(piece.bytes, piece.offset);
  return payload;
}

/** The header of a piece in front of everything; what was data in pieces is a message again. */
function whole(header: Ipv4, payload: Uint8Array): Ipv4 | null {
  const packet = { ...header, mf: false, fragment: 0, payload: { layer: 'data', bytes: payload } } as const;
  const decoded = decodeIpv4(encodeIpv4(packet));
  return decoded.ok ? decoded.value : null;
}

/** ip_defrag: true when the skb in hand is (or has become) a whole packet; false when it waits for more. */
export function ip_defrag(net: Net, skb: SkBuff): boolean {
  const packet = ip_hdr(skb);
  if (!packet.mf && packet.fragment === 0) return true;
  const reassembled = net.fragments.add(packet);
  if (!reassembled) {
    stage(net, skb, 'ip_defrag', { kind: 'consume' });
    return false;
  }
  set_ip(skb, reassembled);
  stage(net, skb, 'ip_defrag', { kind: 'defrag', length: encodeIpv4(reassembled).length });
  return true;
}
