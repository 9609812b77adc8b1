// RFC 791 Internet Protocol. Total length and header checksum are computed when encoding; options are not carried.
import type { Ipv4Address } from './address.ts';
import type { Data } from './data.ts';
import type { Icmp } from './icmp.ts';
import type { Udp } from './udp.ts';

export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IP_HLEN = 20;

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

/** Temporary. */
export function encodeIpv4(p: Ipv4): Uint8Array {
  const pay = p.payload;
  let body: Uint8Array;
  if (pay.layer === 'icmp') {
    body = new Uint8Array(8 + pay.body.length);
    body[0] = pay.type; body[1] = pay.code; new DataView(body.buffer).setUint32(4, pay.rest); body.set(pay.body, 8);
  } else if (pay.layer === 'udp') {
    const inner = pay.payload.layer === 'data' ? pay.payload.bytes : new Uint8Array(0);
    body = new Uint8Array(8 + inner.length);
    const v = new DataView(body.buffer); v.setUint16(0, pay.sport); v.setUint16(2, pay.dport); v.setUint16(4, 8 + inner.length); body.set(inner, 8);
  } else body = pay.bytes;
  const out = new Uint8Array(20 + body.length);
  const v = new DataView(out.buffer);
  v.setUint8(0, 0x45); v.setUint8(1, p.tos); v.setUint16(2, out.length); v.setUint16(4, p.id); v.setUint16(6, (p.df ? 0x4000 : 0) | (p.mf ? 0x2000 : 0) | p.fragment);
  v.setUint8(8, p.ttl); v.setUint8(9, p.protocol); v.setUint32(12, p.src); v.setUint32(16, p.dst); out.set(body, 20);
  return out;
}
