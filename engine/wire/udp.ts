// RFC 768 User Datagram Protocol. Length and checksum are computed when encoding.
import { ok, problem, type Result } from '../problem.ts';
import type { Ipv4Address } from './address.ts';
import { checksum } from './checksum.ts';
import { type Data, decodeData, encodeData } from './data.ts';
import { checksumText, type Header, named, octets, viewOf } from './header.ts';
import { decodeVxlan, encodeVxlan, VXLAN_PORT_IANA, VXLAN_PORT_LINUX, type Vxlan } from './vxlan.ts';

export const UDP_HLEN = 8;
/** Number of the protocol in the pseudo header. */
const PSEUDO_PROTOCOL = 17;

export interface Udp {
  readonly layer: 'udp';
  readonly sport: number;
  readonly dport: number;
  /** Whether the sender computes the checksum; Linux's VXLAN over IPv4 sends zero. */
  readonly checksummed: boolean;
  readonly payload: Vxlan | Data;
}

/** RFC 768 "Format". */
export const UDP_HEADER: Header = {
  title: 'User Datagram Protocol',
  fields: () => [
    ['Source Port', 16, String],
    [
      'Destination Port',
      16,
      (port) => named({ [VXLAN_PORT_LINUX]: 'VXLAN, Linux', [VXLAN_PORT_IANA]: 'VXLAN' })(port),
    ],
    ['Length', 16, octets],
    ['Checksum', 16, (value, around) => (value === 0 ? '0x0000 (none)' : checksumText(value, around))],
  ],
  summary: (text) => `port ${text('Source Port')} → ${text('Destination Port')}`,
};

/** Reads a datagram; VXLAN is recognised by the destination port, as the kernel's socket does. */
export function decodeUdp(bytes: Uint8Array): Result<Udp> {
  if (bytes.length < UDP_HLEN) return problem('UDP header', `found ${bytes.length} octets`, `${UDP_HLEN}`);
  const view = viewOf(bytes);
  const length = view.getUint16(4);
  if (length < UDP_HLEN || length > bytes.length)
    return problem('UDP datagram', `found a length of ${length} octets`, `${UDP_HLEN} to ${bytes.length}`);
  const dport = view.getUint16(2);
  const payload = decodePayload(dport, bytes.subarray(UDP_HLEN, length));
  return ok({ layer: 'udp', sport: view.getUint16(0), dport, checksummed: view.getUint16(6) !== 0, payload });
}

function decodePayload(dport: number, bytes: Uint8Array): Udp['payload'] {
  const tunnel = dport === VXLAN_PORT_LINUX || dport === VXLAN_PORT_IANA ? decodeVxlan(bytes) : null;
  return tunnel?.ok ? tunnel.value : decodeData(bytes);
}

/** Sum of the pseudo header: addresses, protocol and length stand in front of the datagram for its checksum. */
export function pseudoSum(src: Ipv4Address, dst: Ipv4Address, length: number): number {
  return (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff) + PSEUDO_PROTOCOL + length;
}

export function encodeUdp(
  { sport, dport, checksummed, payload }: Udp,
  src: Ipv4Address,
  dst: Ipv4Address,
): Uint8Array {
  const inner = payload.layer === 'vxlan' ? encodeVxlan(payload) : encodeData(payload);
  const bytes = new Uint8Array(UDP_HLEN + inner.length);
  const view = viewOf(bytes);
  view.setUint16(0, sport);
  view.setUint16(2, dport);
  view.setUint16(4, bytes.length);
  bytes.set(inner, UDP_HLEN);
  // A computed zero is sent as all ones: zero means that there is no checksum.
  if (checksummed) view.setUint16(6, checksum(bytes, pseudoSum(src, dst, bytes.length)) || 0xffff);
  return bytes;
}
