// A rule that asks sets: what of the packet it asks them about.
import { formatIpv4 } from '../wire/address.ts';
import { type Frame, ipv4Of } from '../wire/frame.ts';
import type { SetAsked } from './values.ts';

/**
 * The sets in `-m set ! --match-set foo src,dst`, as the rule is printed, with the addresses they are asked about; ports stand
 * beside those in the packet. Of several sets that said no, the first that did is not told from the others.
 */
export function setsAsked(frame: Frame | null, spec: string): SetAsked[] {
  const packet = frame ? ipv4Of(frame) : undefined;
  return [...spec.matchAll(/-m set (! )?--match-set (\S+) (\S+)/g)].map(([, not, name = '', sides = '']) => ({
    name,
    inverted: not !== undefined,
    sides: packet
      ? sides.split(',').map((side) => `${side} ${formatIpv4(side === 'src' ? packet.src : packet.dst)}`)
      : [],
  }));
}
