// What sort of packet an event has in hand, told apart at a glance.
import { type Frame, layersOf } from '../wire/frame.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY } from '../wire/icmp.ts';
import type { TraceEvent } from './events.ts';

export type PacketKind = 'request' | 'reply' | 'arp' | 'error' | 'segment' | 'datagram' | 'timer';

/** ARP and ICMP tell what they are for, also inside a tunnel: its outer headers are packaging. */
function kindOfFrame(frame: Frame): PacketKind {
  for (const layer of layersOf(frame)) {
    if (layer.layer === 'arp') return 'arp';
    if (layer.layer === 'icmp') {
      if (layer.type === ICMP_ECHO) return 'request';
      return layer.type === ICMP_ECHOREPLY ? 'reply' : 'error';
    }
    if (layer.layer === 'tcp') return 'segment';
  }
  return 'datagram';
}

export function kindOf(event: TraceEvent): PacketKind {
  return event.frame ? kindOfFrame(event.frame) : 'timer';
}
