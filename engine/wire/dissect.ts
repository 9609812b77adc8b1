// A frame as a person reads it: its octets, its layers, and every header field with the bits it occupies.
import type { Frame, Layer } from './frame.ts';

export interface Field {
  /** Name as the RFC's figure has it, e.g. `Time to Live`. */
  readonly name: string;
  /** First bit, counted from the start of the whole frame. */
  readonly start: number;
  /** Length in bits. */
  readonly length: number;
  /** The value as text: addresses dotted, types named (`0x0800 (IPv4)`), checksums with their verdict. */
  readonly text: string;
}

export interface DissectedLayer {
  readonly layer: Layer['layer'];
  /** e.g. `Ethernet II`, `Internet Protocol version 4`. */
  readonly title: string;
  /** One line: the layer's most telling values, e.g. `10.10.2.238 → 10.10.3.4, TTL 64`. */
  readonly summary: string;
  /** First octet of the header, and its length in octets, without the payload. */
  readonly start: number;
  readonly length: number;
  readonly fields: readonly Field[];
  /** True for what an ICMP error quotes. */
  readonly quoted: boolean;
}

export interface Dissection {
  readonly bytes: Uint8Array;
  readonly layers: readonly DissectedLayer[];
}

/** Encodes a frame and names every bit of it, outermost layer first; nested frames (VXLAN) and quoted packets too. */
export function dissect(_frame: Frame): Dissection {
  throw new Error('not written yet');
}
