// What sort of packet a step has in hand, told apart at a glance in the list of steps.
import type { TraceEvent } from '../../engine/trace/events.ts';
import { type Frame, layersOf } from '../../engine/wire/frame.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY } from '../../engine/wire/icmp.ts';

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
