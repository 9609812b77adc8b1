// RFC 7348 Virtual eXtensible Local Area Network.
import { decodeEthernet, encodeEthernet, type Ethernet } from './ethernet.ts';
import { type FieldSpec, hex } from './field.ts';

export const VXLAN_HLEN = 8;
/** Linux's default destination port (drivers/net/vxlan: vxlan_port), older than IANA's 4789. */
export const VXLAN_PORT_LINUX = 8472;
export const VXLAN_PORT_IANA = 4789;

/** The I flag: the VNI is valid. */
const FLAG_I = 0x08;

export interface Vxlan {
  readonly layer: 'vxlan';
  /** VXLAN network identifier, 24 bits. */
  readonly vni: number;
  readonly payload: Ethernet;
}

export const VXLAN_FIELDS: readonly FieldSpec[] = [
  { name: 'Flags', bits: 8, show: (value) => `${hex(2)(value)}${value === FLAG_I ? ' (VNI present)' : ''}` },
  { name: 'Reserved', bits: 24 },
  { name: 'VXLAN Network Identifier (VNI)', bits: 24 },
  { name: 'Reserved', bits: 8 },
];

/** Null when the octets are no VXLAN header with a frame behind it. */
export function decodeVxlan(bytes: Uint8Array): Vxlan | null {
  if (bytes.length < VXLAN_HLEN || bytes[0] !== FLAG_I) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const last = view.getUint32(4);
  if ((view.getUint32(0) & 0xffffff) !== 0 || (last & 0xff) !== 0) return null;
  const payload = decodeEthernet(bytes.subarray(VXLAN_HLEN));
  return payload ? { layer: 'vxlan', vni: last >>> 8, payload } : null;
}

export function encodeVxlan({ vni, payload }: Vxlan): Uint8Array {
  const inner = encodeEthernet(payload);
  const bytes = new Uint8Array(VXLAN_HLEN + inner.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FLAG_I);
  view.setUint32(4, (vni << 8) >>> 0);
  bytes.set(inner, VXLAN_HLEN);
  return bytes;
}
