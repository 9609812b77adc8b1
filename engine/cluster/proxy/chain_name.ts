// pkg/proxy/iptables/proxier.go portProtoHash: the names of chains that belong to one service port or one endpoint.
import { sha256 } from '@noble/hashes/sha2.js';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const encoder = new TextEncoder();
/** Room for the longest name: those of namespace, service and port have at most 63 letters each, a letter three octets. */
const octets = new Uint8Array(1024);

/** The first 16 letters of base32(sha256(what)): its first ten octets, five bits a letter. */
export function hash16(what: string): string {
  const { written } = encoder.encodeInto(what, octets);
  const digest = sha256(octets.subarray(0, written));
  return base32OfFive(digest, 0) + base32OfFive(digest, 5);
}

/** Five octets are eight letters. The 40 bits are taken in two halves, as shifts keep 32. */
function base32OfFive(digest: Uint8Array, at: number): string {
  const high = (digest[at]! << 12) | (digest[at + 1]! << 4) | (digest[at + 2]! >> 4);
  const low = ((digest[at + 2]! & 15) << 16) | (digest[at + 3]! << 8) | digest[at + 4]!;
  return fourLetters(high) + fourLetters(low);
}

function fourLetters(bits: number): string {
  return BASE32[bits >> 15]! + BASE32[(bits >> 10) & 31]! + BASE32[(bits >> 5) & 31]! + BASE32[bits & 31]!;
}
