// What these programs draw at random, chosen from a name instead: the same for the same cluster, and independent of what else is in it.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { macFromOctets } from '../../wire/address.ts';

/** So many hex digits, 64 at most, for `name`. */
export const chosenHex = (name: string, digits: number) =>
  bytesToHex(sha256(utf8ToBytes(name))).slice(0, digits);

/** eth_random_addr: locally administered, for one device. */
export function chosenMac(name: string): string {
  const octets = sha256(utf8ToBytes(`mac ${name}`)).slice(0, 6);
  octets[0] = (octets[0]! & 0xfe) | 0x02;
  return macFromOctets(octets);
}

/** apimachinery util/rand: letters that make no words. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** So many letters, 32 at most, as Kubernetes puts them behind a name. */
export function chosenLetters(name: string, count: number): string {
  const octets = sha256(utf8ToBytes(`letters ${name}`)).slice(0, count);
  return [...octets].map((octet) => ALPHABET[octet % ALPHABET.length]).join('');
}

/** A number from 0 to below `limit`, at most 2^32. */
export const chosenNumber = (name: string, limit: number) =>
  Number.parseInt(chosenHex(`number ${name}`, 8), 16) % limit;
