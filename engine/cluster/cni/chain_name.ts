// containernetworking/plugins pkg/utils/utils.go: names of a container's own chains, 28 characters as long as a name may be.
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const LONGEST = 28;

/** FormatChainName and MustFormatChainNameWithPrefix: `CNI-`, the prefix, and digits for the network and the container. */
export function chainName(network: string, containerId: string, prefix = ''): string {
  const digits = bytesToHex(sha512(utf8ToBytes(network + containerId)));
  return `CNI-${prefix}${digits}`.slice(0, LONGEST);
}
