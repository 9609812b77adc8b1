// A sign for each kind of packet, drawn around the origin in a field of 10 by 10, so that they look alike everywhere.
import type { PacketGlyph } from './packetText.ts';

export const GLYPHS: Record<PacketGlyph, string> = {
  request: 'M-5,0H4M0.5,-3.5L4,0L0.5,3.5',
  reply: 'M5,0H-4M-0.5,-3.5L-4,0L-0.5,3.5',
  error: 'M0,-4V1M0,3.4V4',
  question: 'M-2.2,-1.8A2.3,2.3 0 1 1 0,1V1.6M0,3.7V4.2',
  answer: 'M-4,0.3L-1.2,3L4,-3',
  datagram: 'M-4,-2H4M-4,2H4',
};
