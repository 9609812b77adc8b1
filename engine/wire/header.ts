// A header as the RFC's figure draws it: named fields of so many bits, one behind the other, so that they tile it.
import { checksumGood } from './checksum.ts';

/** What a field's text may need besides its value. */
export interface Surroundings {
  /** From the header's first octet to the end of what it covers, as far as that is there. */
  readonly bytes: Uint8Array;
  /** False where an ICMP error quotes only the beginning. */
  readonly whole: boolean;
  /** Sum of the pseudo header in front (RFC 768), 0 where there is none. */
  readonly pseudo: number;
}

export type HeaderField = readonly [
  name: string,
  bits: number,
  text: (value: number, around: Surroundings) => string,
];

export interface Header {
  readonly title: string;
  /** The fields of the header that stands at the beginning of `bytes`. */
  readonly fields: (bytes: Uint8Array) => readonly HeaderField[];
  /** One line from the texts of the fields. */
  readonly summary: (text: (name: string) => string) => string;
}

/** Bits counted from the most significant one of the first octet; exact up to 48 of them. */
export function readBits(bytes: Uint8Array, start: number, length: number): number {
  const first = start >> 3;
  const end = (start + length + 7) >> 3;
  let value = 0;
  for (let index = first; index < end; index++) value = value * 256 + (bytes[index] ?? 0);
  const below = end * 8 - start - length;
  return Math.floor(value / 2 ** below) % 2 ** length;
}

/** A big-endian view of exactly these octets. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const decimal = (value: number): string => String(value);

export const octets = (value: number): string => `${value} ${value === 1 ? 'octet' : 'octets'}`;

export const hex =
  (digits: number) =>
  (value: number): string =>
    `0x${value.toString(16).padStart(digits, '0')}`;

/** `8 (echo request)`: a number, and its name where it has one. */
export function named(names: Readonly<Record<number, string>>, format: (value: number) => string = decimal) {
  return (value: number): string => {
    const name = names[value];
    return name === undefined ? format(value) : `${format(value)} (${name})`;
  };
}

/** A checksum and whether it is right. */
export function checksumText(value: number, { bytes, whole, pseudo }: Surroundings): string {
  const verdict = whole
    ? checksumGood(bytes, pseudo)
      ? 'good'
      : 'bad'
    : 'not checked: the packet is not whole';
  return `${hex(4)(value)} (${verdict})`;
}
