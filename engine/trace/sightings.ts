// Which events tcpdump would show: frames that devices send and receive.
import type { TraceEvent } from './events.ts';
import type { Outline } from './outline.ts';

/** A device whose packets have no link header. */
export const isRaw = (outline: Outline, dev: number): boolean => outline.devices[dev]?.kind === 'ipip';

/** On lo a frame is shown once, when it comes in (libpcap drops the outgoing copy). */
export function isSighting({ did, frame, dev }: TraceEvent, outline: Outline): boolean {
  if (dev < 0 || !frame || frame.layer === 'arp') return false;
  if (frame.layer === 'ipv4' && !isRaw(outline, dev)) return false;
  return did.kind === 'receive' || (did.kind === 'transmit' && outline.devices[dev]?.kind !== 'loopback');
}
