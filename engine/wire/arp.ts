// RFC 826 Address Resolution Protocol, for IPv4 over Ethernet.
import { type Ipv4Address, type MacAddress, macFromOctets, macToOctets } from './address.ts';
import { type FieldSpec, hex, ipv4Text, macText, named } from './field.ts';

export const ARPOP_REQUEST = 1;
export const ARPOP_REPLY = 2;
export const ARP_LEN = 28;

const ARPHRD_ETHER = 1;
const PROTOCOL_IPV4 = 0x0800;
const MAC_LEN = 6;
const IPV4_LEN = 4;

export interface Arp {
  readonly layer: 'arp';
  readonly op: number;
  readonly sha: MacAddress;
  readonly spa: Ipv4Address;
  readonly tha: MacAddress;
  readonly tpa: Ipv4Address;
}

export const ARP_FIELDS: readonly FieldSpec[] = [
  { name: 'Hardware Type', bits: 16, show: named({ [ARPHRD_ETHER]: 'Ethernet' }) },
  { name: 'Protocol Type', bits: 16, show: named({ [PROTOCOL_IPV4]: 'IPv4' }, hex(4)) },
  { name: 'Hardware Address Length', bits: 8 },
  { name: 'Protocol Address Length', bits: 8 },
  { name: 'Operation', bits: 16, show: named({ [ARPOP_REQUEST]: 'request', [ARPOP_REPLY]: 'reply' }) },
  { name: 'Sender Hardware Address', bits: 48, show: macText },
  { name: 'Sender Protocol Address', bits: 32, show: ipv4Text },
  { name: 'Target Hardware Address', bits: 48, show: macText },
  { name: 'Target Protocol Address', bits: 32, show: ipv4Text },
];

/** Null when it is no ARP for IPv4 over Ethernet. Padding behind it is not looked at. */
export function decodeArp(bytes: Uint8Array): Arp | null {
  if (bytes.length < ARP_LEN) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(0) !== ARPHRD_ETHER || view.getUint16(2) !== PROTOCOL_IPV4) return null;
  if (view.getUint8(4) !== MAC_LEN || view.getUint8(5) !== IPV4_LEN) return null;
  return {
    layer: 'arp',
    op: view.getUint16(6),
    sha: macFromOctets(bytes.subarray(8, 14)),
    spa: view.getUint32(14),
    tha: macFromOctets(bytes.subarray(18, 24)),
    tpa: view.getUint32(24),
  };
}

export function encodeArp({ op, sha, spa, tha, tpa }: Arp): Uint8Array {
  const bytes = new Uint8Array(ARP_LEN);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, ARPHRD_ETHER);
  view.setUint16(2, PROTOCOL_IPV4);
  view.setUint8(4, MAC_LEN);
  view.setUint8(5, IPV4_LEN);
  view.setUint16(6, op);
  bytes.set(macToOctets(sha), 8);
  view.setUint32(14, spa);
  bytes.set(macToOctets(tha), 18);
  view.setUint32(24, tpa);
  return bytes;
}
