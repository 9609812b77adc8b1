// Which events tcpdump would show: frames that devices send and receive.
import type { TraceEvent } from './events.ts';
import type { Outline } from './outline.ts';

/** On lo a frame is shown once, when it comes in (libpcap drops the outgoing copy). */
export function isSighting({ did, frame, dev }: TraceEvent, outline: Outline): boolean {
  if (frame?.layer !== 'ethernet' || dev < 0) return false;
  return did.kind === 'receive' || (did.kind === 'transmit' && outline.devices[dev]?.kind !== 'loopback');
}
