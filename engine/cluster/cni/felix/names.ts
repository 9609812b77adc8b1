// Names that Calico makes from longer ones.
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64Url } from './rule.ts';

/** libcalico-go VethNameForWorkload: the node's end of a pod's pair. */
export function vethName(namespace: string, pod: string): string {
  return `cali${bytesToHex(sha1(utf8ToBytes(`${namespace}.${pod}`))).slice(0, 11)}`;
}

const LONGEST_CHAIN_NAME = 28;

/** felix/hashutils GetLengthLimitedID: what does not fit is told by its hash. */
export function lengthLimited(prefix: string, name: string): string {
  const length = prefix.length + name.length;
  if (length < LONGEST_CHAIN_NAME || (length === LONGEST_CHAIN_NAME && !name.startsWith('_')))
    return prefix + name;
  return `${prefix}_${base64Url(sha256(utf8ToBytes(name)))}`.slice(0, LONGEST_CHAIN_NAME);
}
