// RFC 768 User Datagram Protocol. The length is computed when encoding.
import type { Ipv4Address } from './address.ts';
import { checksum, pseudoHeader } from './checksum.ts';
import { type Data, data, encodeData } from './data.ts';
import { type FieldSpec, hex } from './field.ts';
import { decodeVxlan, encodeVxlan, type Vxlan, VXLAN_PORT_IANA, VXLAN_PORT_LINUX } from './vxlan.ts';

export const UDP_HLEN = 8;

const PROTOCOL = 17;

export interface Udp {
  readonly layer: 'udp';
  readonly sport: number;
  readonly dport: number;
  /** Whether the sender computes the checksum; Linux's VXLAN over IPv4 sends zero. */
  readonly checksummed: boolean;
  readonly payload: Vxlan | Data;
}

export const UDP_FIELDS: readonly FieldSpec[] = [
  { name: 'Source Port', bits: 16 },
  { name: 'Destination Port', bits: 16 },
  { name: 'Length', bits: 16 },
  { name: 'Checksum', bits: 16, show: (value) => (value === 0 ? '0x0000 (none)' : hex(4)(value)) },
];

/** Null when the octets are no whole datagram; a quoted one may be cut off. */
export function decodeUdp(bytes: Uint8Array, quoted = false): Udp | null {
  if (bytes.length < UDP_HLEN) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint16(4);
  if (length < UDP_HLEN || (length !== bytes.length && !quoted)) return null;
  const dport = view.getUint16(2);
  const body = bytes.subarray(UDP_HLEN, length);
  const tunnel = dport === VXLAN_PORT_LINUX || dport === VXLAN_PORT_IANA ? decodeVxlan(body) : null;
  return {
    layer: 'udp',
    sport: view.getUint16(0),
    dport,
    checksummed: view.getUint16(6) !== 0,
    payload: tunnel ?? data(body.slice()),
  };
}

/** The addresses are those of the IPv4 header in front: the checksum covers them. A sum of zero is sent as all ones. */
export function encodeUdp({ sport, dport, checksummed, payload }: Udp, src: Ipv4Address, dst: Ipv4Address): Uint8Array {
  const body = payload.layer === 'vxlan' ? encodeVxlan(payload) : encodeData(payload);
  const bytes = new Uint8Array(UDP_HLEN + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, sport);
  view.setUint16(2, dport);
  view.setUint16(4, bytes.length);
  bytes.set(body, UDP_HLEN);
  if (checksummed) view.setUint16(6, checksum(pseudoHeader(src, dst, PROTOCOL, bytes.length), bytes) || 0xffff);
  return bytes;
}
