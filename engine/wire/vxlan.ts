// RFC 7348 Virtual eXtensible Local Area Network.
import { ok, problem, type Result } from '../problem.ts';
import { decodeEthernet, type Ethernet, encodeEthernet } from './ethernet.ts';
import { decimal, type Header, hex, named, viewOf } from './header.ts';

export const VXLAN_HLEN = 8;
/** Linux's default destination port (drivers/net/vxlan: vxlan_port), older than IANA's 4789. */
export const VXLAN_PORT_LINUX = 8472;
export const VXLAN_PORT_IANA = 4789;
/** The I flag alone, and 24 reserved bits of zero. */
const VXLAN_FLAGS = 0x08000000;

export interface Vxlan {
  readonly layer: 'vxlan';
  /** VXLAN network identifier, 24 bits. */
  readonly vni: number;
  readonly payload: Ethernet;
}

/** RFC 7348 5 "VXLAN Frame Format". */
export const VXLAN_HEADER: Header = {
  title: 'Virtual eXtensible Local Area Network',
  fields: () => [
    ['R R R R', 4, decimal],
    ['I', 1, named({ 0: 'no valid VNI', 1: 'the VNI is valid' })],
    ['R R R', 3, decimal],
    ['Reserved', 24, hex(6)],
    ['VXLAN Network Identifier (VNI)', 24, decimal],
    ['Reserved', 8, hex(2)],
  ],
  summary: (text) => `VNI ${text('VXLAN Network Identifier (VNI)')}`,
};

/** Reads header and inner frame. Other flags and reserved bits belong to extensions this format does not know. */
export function decodeVxlan(bytes: Uint8Array): Result<Vxlan> {
  if (bytes.length < VXLAN_HLEN)
    return problem('VXLAN header', `found ${bytes.length} octets`, `${VXLAN_HLEN}`);
  const view = viewOf(bytes);
  const flags = view.getUint32(0);
  if (flags !== VXLAN_FLAGS)
    return problem('VXLAN header', `found flags ${hex(8)(flags)}`, hex(8)(VXLAN_FLAGS));
  if (view.getUint8(7) !== 0) return problem('VXLAN header', 'found reserved bits set', 'zero');
  const inner = decodeEthernet(bytes.subarray(VXLAN_HLEN));
  return inner.ok ? ok({ layer: 'vxlan', vni: view.getUint32(4) >>> 8, payload: inner.value }) : inner;
}

export function encodeVxlan({ vni, payload }: Vxlan): Uint8Array {
  const inner = encodeEthernet(payload);
  const bytes = new Uint8Array(VXLAN_HLEN + inner.length);
  const view = viewOf(bytes);
  view.setUint32(0, VXLAN_FLAGS);
  view.setUint32(4, vni * 256);
  bytes.set(inner, VXLAN_HLEN);
  return bytes;
}
