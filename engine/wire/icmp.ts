// RFC 792 Internet Control Message Protocol. Octets 4 to 7 ("rest of header") are kept as one number.
import { checksum } from './checksum.ts';
import { type FieldSpec, hex, named } from './field.ts';
import { decodeIpv4, type Ipv4 } from './ipv4.ts';

export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;
export const ICMP_HLEN = 8;

export interface Icmp {
  readonly layer: 'icmp';
  readonly type: number;
  readonly code: number;
  /** Octets 4 to 7: echo id and sequence, next-hop MTU, gateway or unused. */
  readonly rest: number;
  /** Echo data, or the quoted IPv4 header and what follows it. */
  readonly body: Uint8Array;
}

const TYPES = {
  [ICMP_ECHOREPLY]: 'echo reply',
  [ICMP_DEST_UNREACH]: 'destination unreachable',
  [ICMP_SOURCE_QUENCH]: 'source quench',
  [ICMP_REDIRECT]: 'redirect',
  [ICMP_ECHO]: 'echo request',
  [ICMP_TIME_EXCEEDED]: 'time exceeded',
  [ICMP_PARAMETERPROB]: 'parameter problem',
};

const FRONT: readonly FieldSpec[] = [
  { name: 'Type', bits: 8, show: named(TYPES) },
  { name: 'Code', bits: 8 },
  { name: 'Checksum', bits: 16, show: hex(4) },
];

/** The header's fields: echo messages have an identifier and a sequence number, "too big" a next-hop MTU (RFC 1191). */
export function icmpFields({ type, code }: Icmp): readonly FieldSpec[] {
  if (type === ICMP_ECHO || type === ICMP_ECHOREPLY) {
    return [...FRONT, { name: 'Identifier', bits: 16 }, { name: 'Sequence Number', bits: 16 }];
  }
  if (type === ICMP_DEST_UNREACH && code === 4) return [...FRONT, { name: 'Unused', bits: 16 }, { name: 'Next-Hop MTU', bits: 16 }];
  return [...FRONT, { name: 'Unused', bits: 32, show: hex(8) }];
}

/** Echo messages: identifier in the upper, sequence number in the lower half of the rest of the header. */
export function echo(type: typeof ICMP_ECHO | typeof ICMP_ECHOREPLY, id: number, seq: number, body: Uint8Array): Icmp {
  return { layer: 'icmp', type, code: 0, rest: ((id << 16) | seq) >>> 0, body };
}

export function echoId(message: Icmp): number {
  return message.rest >>> 16;
}

export function echoSeq(message: Icmp): number {
  return message.rest & 0xffff;
}

/** Does the message quote the packet it is about (icmp_is_err)? */
export function isIcmpError(type: number): boolean {
  return (
    type === ICMP_DEST_UNREACH ||
    type === ICMP_SOURCE_QUENCH ||
    type === ICMP_REDIRECT ||
    type === ICMP_TIME_EXCEEDED ||
    type === ICMP_PARAMETERPROB
  );
}

/** The packet an error is about, as far as it is quoted; null for other messages. */
export function decodeQuoted(message: Icmp): Ipv4 | null {
  return isIcmpError(message.type) ? decodeIpv4(message.body, true) : null;
}

/** Null when there are fewer octets than a header has. The checksum is not looked at. */
export function decodeIcmp(bytes: Uint8Array): Icmp | null {
  if (bytes.length < ICMP_HLEN) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { layer: 'icmp', type: view.getUint8(0), code: view.getUint8(1), rest: view.getUint32(4), body: bytes.slice(ICMP_HLEN) };
}

export function encodeIcmp({ type, code, rest, body }: Icmp): Uint8Array {
  const bytes = new Uint8Array(ICMP_HLEN + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint8(1, code);
  view.setUint32(4, rest);
  bytes.set(body, ICMP_HLEN);
  view.setUint16(2, checksum(bytes));
  return bytes;
}
