// net/ipv4/ip_fragment.c: fragments wait until the packet they were cut from is whole again.
import { ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import { decodeIpv4, encodeIpv4, IP_HLEN, type Ipv4 } from '../../wire/ipv4.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, type SkBuff, set_ip, tot_len } from '../skbuff.ts';
import { icmp_send } from './icmp.ts';
import { ip_route_input_quiet } from './route.ts';

/** Octets the queues of one namespace may hold (net.ipv4.ipfrag_high_thresh). */
const HIGH_THRESH = 4_194_304;

/** net.ipv4.ipfrag_time, microseconds. */
const FRAG_TIME = 30_000_000;
const ICMP_EXC_FRAGTIME = 1;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** struct ipq: the pieces of one packet, by where they belong. */
interface Queue {
  readonly pieces: Piece[];
  /** The piece with the beginning, about which an error may be sent. */
  first: SkBuff | null;
  readonly cancel: () => void;
}

/** A packet that is whole again, and how long its largest piece was. */
interface Whole {
  readonly packet: Ipv4;
  readonly largest: number;
}

export class FragmentQueues {
  private readonly queues = new Map<string, Queue>();
  private held = 0;

  /** The whole packet once the last missing piece has come, null before. */
  add(net: Net, skb: SkBuff, packet: Ipv4): Whole | null {
    const key = `${packet.src} ${packet.dst} ${packet.id} ${packet.protocol}`;
    const bytes = encodeIpv4(packet).subarray(IP_HLEN);
    if (this.held + bytes.length > HIGH_THRESH) return null;
    const queue = this.queues.get(key) ?? this.begin(net, key);
    if (packet.fragment === 0) queue.first = skb;
    const { pieces } = queue;
    pieces.push({ offset: packet.fragment * 8, bytes, last: !packet.mf });
    pieces.sort((a, b) => a.offset - b.offset);
    this.held += bytes.length;
    const payload = joined(pieces);
    if (!payload) return null;
    queue.cancel();
    this.forget(key, queue);
    const reassembled = whole(packet, payload);
    const largest = IP_HLEN + Math.max(...pieces.map((piece) => piece.bytes.length));
    return reassembled && { packet: reassembled, largest };
  }

  private begin(net: Net, key: string): Queue {
    const queue: Queue = {
      pieces: [],
      first: null,
      cancel: net.env.timer(FRAG_TIME, () => this.expire(net, key)),
    };
    this.queues.set(key, queue);
    return queue;
  }

  /** ip_expire: the rest never came. Only the host the packet was for says so, and only about its beginning. */
  private expire(net: Net, key: string): void {
    const queue = this.queues.get(key);
    if (!queue) return;
    this.forget(key, queue);
    const { first } = queue;
    if (!first?.dev) return;
    const scene = { ns: net.id, dev: first.dev.id, skb: first.id, frame: first.frame };
    const { rec } = net.env;
    rec.begin('hop', scene, 'ip_expire', { kind: 'reassembly', pieces: queue.pieces.length }, -1);
    const { src, dst } = ip_hdr(first);
    if (ip_route_input_quiet(dst, src, first.dev).kind === 'local')
      icmp_send(net, first, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
    kfree_skb_reason(net, first, 'ip_expire', 'FRAG_REASM_TIMEOUT');
    rec.finish();
  }

  private forget(key: string, { pieces }: Queue): void {
    this.queues.delete(key);
    for (const { bytes } of pieces) this.held -= bytes.length;
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
  const reassembled = net.fragments.add(net, skb, packet);
  if (!reassembled) {
    stage(net, skb, 'ip_defrag', { kind: 'consume' });
    return false;
  }
  set_ip(skb, reassembled.packet);
  skb.fragMaxSize = reassembled.largest;
  stage(net, skb, 'ip_defrag', { kind: 'defrag', length: tot_len(reassembled.packet) });
  return true;
}
