// RFC 791 Internet Protocol. Total length and header checksum are computed when encoding; options are not carried.
import type { Ipv4Address } from './address.ts';
import { checksum } from './checksum.ts';
import { type Data, data, encodeData } from './data.ts';
import { type FieldSpec, hex, ipv4Text, named } from './field.ts';
import { decodeIcmp, encodeIcmp, type Icmp } from './icmp.ts';
import { decodeUdp, encodeUdp, type Udp } from './udp.ts';

export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IP_HLEN = 20;

const FLAG_DF = 0x4000;
const FLAG_MF = 0x2000;
const OFFSET_MASK = 0x1fff;

export interface Ipv4 {
  readonly layer: 'ipv4';
  /** Type of service octet (DSCP and ECN), 0 to 255. */
  readonly tos: number;
  /** Identification, 0 to 65535. */
  readonly id: number;
  readonly df: boolean;
  readonly mf: boolean;
  /** Fragment offset in units of 8 octets. */
  readonly fragment: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly src: Ipv4Address;
  readonly dst: Ipv4Address;
  readonly payload: Icmp | Udp | Data;
}

export const IPV4_FIELDS: readonly FieldSpec[] = [
  { name: 'Version', bits: 4 },
  { name: 'IHL', bits: 4, show: (words) => `${words} (${words * 4} octets)` },
  { name: 'Type of Service', bits: 8, show: hex(2) },
  { name: 'Total Length', bits: 16 },
  { name: 'Identification', bits: 16 },
  { name: 'Reserved', bits: 1 },
  { name: 'Don’t Fragment', bits: 1 },
  { name: 'More Fragments', bits: 1 },
  { name: 'Fragment Offset', bits: 13 },
  { name: 'Time to Live', bits: 8 },
  { name: 'Protocol', bits: 8, show: named({ [IPPROTO_ICMP]: 'ICMP', [IPPROTO_TCP]: 'TCP', [IPPROTO_UDP]: 'UDP' }) },
  { name: 'Header Checksum', bits: 16, show: hex(4) },
  { name: 'Source Address', bits: 32, show: ipv4Text },
  { name: 'Destination Address', bits: 32, show: ipv4Text },
];

/**
 * Null when the octets are no whole IPv4 packet without options. `quoted`: they are what an ICMP error quotes, perhaps
 * cut off, and the total length is that of the packet it is about.
 */
export function decodeIpv4(bytes: Uint8Array, quoted = false): Ipv4 | null {
  if (bytes.length < IP_HLEN || bytes[0] !== 0x45) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const total = view.getUint16(2);
  if (total < IP_HLEN || (total > bytes.length && !quoted)) return null;
  const flags = view.getUint16(6);
  const header = {
    layer: 'ipv4',
    tos: view.getUint8(1),
    id: view.getUint16(4),
    df: (flags & FLAG_DF) !== 0,
    mf: (flags & FLAG_MF) !== 0,
    fragment: flags & OFFSET_MASK,
    ttl: view.getUint8(8),
    protocol: view.getUint8(9),
    src: view.getUint32(12),
    dst: view.getUint32(16),
  } as const;
  const body = bytes.subarray(IP_HLEN, total);
  const whole = !header.mf && header.fragment === 0;
  return { ...header, payload: (whole ? decodeBody(header.protocol, body, quoted) : null) ?? data(body.slice()) };
}

function decodeBody(protocol: number, body: Uint8Array, quoted: boolean): Icmp | Udp | null {
  if (protocol === IPPROTO_ICMP) return decodeIcmp(body);
  return protocol === IPPROTO_UDP ? decodeUdp(body, quoted) : null;
}

export function encodeIpv4(packet: Ipv4): Uint8Array {
  const body = encodeBody(packet);
  const bytes = new Uint8Array(IP_HLEN + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint8(1, packet.tos);
  view.setUint16(2, bytes.length);
  view.setUint16(4, packet.id);
  view.setUint16(6, (packet.df ? FLAG_DF : 0) | (packet.mf ? FLAG_MF : 0) | packet.fragment);
  view.setUint8(8, packet.ttl);
  view.setUint8(9, packet.protocol);
  view.setUint32(12, packet.src);
  view.setUint32(16, packet.dst);
  view.setUint16(10, checksum(bytes.subarray(0, IP_HLEN)));
  bytes.set(body, IP_HLEN);
  return bytes;
}

function encodeBody({ payload, src, dst }: Ipv4): Uint8Array {
  switch (payload.layer) {
    case 'icmp':
      return encodeIcmp(payload);
    case 'udp':
      return encodeUdp(payload, src, dst);
    case 'data':
      return encodeData(payload);
  }
}
