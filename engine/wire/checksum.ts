// RFC 1071 Computing the Internet Checksum: what IPv4, ICMP and UDP share.

/** The ones' complement sum of 16-bit words, folded; an odd last octet is padded with zero. `sum` goes on from another part. */
function onesSum(bytes: Uint8Array, sum = 0): number {
  let total = sum;
  for (let index = 0; index < bytes.length; index += 2)
    total += bytes[index]! * 256 + (bytes[index + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}

/** The checksum to write over octets whose checksum field is zero. */
export function checksum(bytes: Uint8Array, sum = 0): number {
  return ~onesSum(bytes, sum) & 0xffff;
}

/** With the checksum in its place the sum of good octets is all ones. */
export function checksumGood(bytes: Uint8Array, sum = 0): boolean {
  return onesSum(bytes, sum) === 0xffff;
}
