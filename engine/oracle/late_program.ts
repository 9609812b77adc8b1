// A judge who must be asked again. Who is told that the other end is done answers with its own FIN, and that carries the
// acknowledgement; a program that wakes up later than the delayed ACK (a jiffy, where nothing has come from there yet) lets the
// kernel acknowledge first. How soon a machine under load wakes a program up says nothing about the network.
import type { Seen } from './seen.ts';

/** Sender, receiver and flags of a TCP segment as frames are written. */
const SEGMENT = /(\S+ > \S+) tos .* tcp (\S+ > \S+) (\S+) seq .* data (\d+)$/;

/** Did any end acknowledge with nothing else to say, and then say that it is done? */
export function maybeLate({ namespaces }: Seen): boolean {
  return Object.values(namespaces).some(({ frames }) => Object.values(frames).some(lateIn));
}

function lateIn(lines: readonly string[]): boolean {
  const waiting = new Set<string>();
  for (const line of lines) {
    const [, hosts, ports, flags, data] = SEGMENT.exec(line) ?? [];
    const sender = `${hosts} ${ports}`;
    if (flags === 'ACK' && data === '0') waiting.add(sender);
    else if (flags === 'FIN,ACK' && waiting.has(sender)) return true;
    else waiting.delete(sender);
  }
  return false;
}
