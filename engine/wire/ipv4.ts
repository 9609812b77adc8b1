// RFC 791 Internet Protocol. Total length and header checksum are computed when encoding; options are not carried.
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from './address.ts';
import { checksum } from './checksum.ts';
import { type Data, decodeData, encodeData } from './data.ts';
import {
  checksumText,
  decimal,
  type Header,
  type HeaderField,
  hex,
  named,
  octets,
  viewOf,
} from './header.ts';
import { decodeIcmp, encodeIcmp, type Icmp } from './icmp.ts';
import { decodeUdp, encodeUdp, type Udp } from './udp.ts';

export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IP_HLEN = 20;
const IP_DF = 0x4000;
const IP_MF = 0x2000;
const IP_OFFSET = 0x1fff;

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

const PROTOCOLS = {
  [IPPROTO_ICMP]: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  [IPPROTO_TCP]: 'TCP',
  [IPPROTO_UDP]: 'UDP',
};

/** RFC 791 3.1 "Internet Header Format". */
const FIELDS: readonly HeaderField[] = [
  ['Version', 4, decimal],
  ['IHL', 4, (value) => `${value} (${octets(value * 4)})`],
  ['Type of Service', 8, hex(2)],
  ['Total Length', 16, octets],
  ['Identification', 16, (value) => `${value} (${hex(4)(value)})`],
  ['Reserved', 1, decimal],
  ['DF', 1, named({ 0: 'may fragment', 1: "don't fragment" })],
  ['MF', 1, named({ 0: 'last fragment', 1: 'more fragments' })],
  ['Fragment Offset', 13, (value) => (value === 0 ? '0' : `${value} (octet ${value * 8})`)],
  ['Time to Live', 8, decimal],
  ['Protocol', 8, named(PROTOCOLS)],
  [
    'Header Checksum',
    16,
    (value, { bytes }) =>
      checksumText(value, { bytes: bytes.subarray(0, ihl(bytes)), whole: true, pseudo: 0 }),
  ],
  ['Source Address', 32, formatIpv4],
  ['Destination Address', 32, formatIpv4],
];

export const IPV4_HEADER: Header = {
  title: 'Internet Protocol version 4',
  fields: (bytes) =>
    ihl(bytes) === IP_HLEN
      ? FIELDS
      : [...FIELDS, ['Options', (ihl(bytes) - IP_HLEN) * 8, () => octets(ihl(bytes) - IP_HLEN)]],
  summary: (text) =>
    `${text('Source Address')} → ${text('Destination Address')}, TTL ${text('Time to Live')}`,
};

/** Octets of the header, as its IHL field says. */
export function ihl(bytes: Uint8Array): number {
  return (bytes[0]! & 0x0f) * 4;
}

/** Reads the header alone, whatever comes behind it; options, if any, are skipped. */
export function decodeIpv4Header(bytes: Uint8Array): Result<Omit<Ipv4, 'payload'>> {
  if (bytes.length < IP_HLEN) return problem('IPv4 header', `found ${bytes.length} octets`, `${IP_HLEN}`);
  const view = viewOf(bytes);
  const version = view.getUint8(0) >> 4;
  if (version !== 4) return problem('IPv4 header', `found version ${version}`, '4');
  const length = ihl(bytes);
  if (length < IP_HLEN || length > bytes.length)
    return problem('IPv4 header', `found a length of ${length} octets`, `${IP_HLEN} to ${bytes.length}`);
  const flags = view.getUint16(6);
  return ok({
    layer: 'ipv4',
    tos: view.getUint8(1),
    id: view.getUint16(4),
    df: (flags & IP_DF) !== 0,
    mf: (flags & IP_MF) !== 0,
    fragment: flags & IP_OFFSET,
    ttl: view.getUint8(8),
    protocol: view.getUint8(9),
    src: view.getUint32(12),
    dst: view.getUint32(16),
  });
}

/**
 * Reads a packet as long as its total length says; what is behind that is padding. Checksums are not judged: a capture
 * taken before a device filled them in shows a sound packet all the same.
 */
export function decodeIpv4(bytes: Uint8Array): Result<Ipv4> {
  const header = decodeIpv4Header(bytes);
  if (!header.ok) return header;
  if (ihl(bytes) > IP_HLEN) return problem('IPv4 header', 'found options', 'none');
  const length = viewOf(bytes).getUint16(2);
  if (length < IP_HLEN || length > bytes.length)
    return problem(
      'IPv4 packet',
      `found a total length of ${length} octets`,
      `${IP_HLEN} to ${bytes.length}`,
    );
  return ok({ ...header.value, payload: decodePayload(header.value, bytes.subarray(IP_HLEN, length)) });
}

function decodePayload(
  { protocol, mf, fragment }: Omit<Ipv4, 'payload'>,
  bytes: Uint8Array,
): Ipv4['payload'] {
  const whole = !mf && fragment === 0;
  const known =
    whole && protocol === IPPROTO_ICMP
      ? decodeIcmp(bytes)
      : whole && protocol === IPPROTO_UDP
        ? decodeUdp(bytes)
        : null;
  return known?.ok ? known.value : decodeData(bytes);
}

export function encodeIpv4(packet: Ipv4): Uint8Array {
  const inner = encodePayload(packet);
  const bytes = new Uint8Array(IP_HLEN + inner.length);
  const view = viewOf(bytes);
  view.setUint8(0, 0x45);
  view.setUint8(1, packet.tos);
  view.setUint16(2, bytes.length);
  view.setUint16(4, packet.id);
  view.setUint16(6, (packet.df ? IP_DF : 0) | (packet.mf ? IP_MF : 0) | packet.fragment);
  view.setUint8(8, packet.ttl);
  view.setUint8(9, packet.protocol);
  view.setUint32(12, packet.src);
  view.setUint32(16, packet.dst);
  view.setUint16(10, checksum(bytes.subarray(0, IP_HLEN)));
  bytes.set(inner, IP_HLEN);
  return bytes;
}

function encodePayload({ src, dst, payload }: Ipv4): Uint8Array {
  switch (payload.layer) {
    case 'icmp':
      return encodeIcmp(payload);
    case 'udp':
      return encodeUdp(payload, src, dst);
    case 'data':
      return encodeData(payload);
  }
}
