// RFC 1071: the Internet checksum.

/** Ones' complement of the ones' complement sum of 16-bit words; an odd octet at the end is padded with zero. */
export function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += (part[at]! << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** RFC 768: the pseudo header in front of a UDP datagram's checksum. */
export function pseudoHeader(src: number, dst: number, protocol: number, length: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, src);
  view.setUint32(4, dst);
  view.setUint8(9, protocol);
  view.setUint16(10, length);
  return bytes;
}
