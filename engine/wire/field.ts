// How a header is described: its fields in order, as the figures of the RFCs draw them.

/** One field; the fields of a header follow each other without gaps. */
export interface FieldSpec {
  /** Name as the RFC's figure has it. */
  readonly name: string;
  /** Length in bits. */
  readonly bits: number;
  /** The value for people; decimal if not given. */
  readonly show?: (value: number, octets: Uint8Array) => string;
}

export const hex = (digits: number) => (value: number) => `0x${value.toString(16).padStart(digits, '0')}`;

/** `8 (echo request)`: a number with its name, if it has one. */
export function named(names: Readonly<Record<number, string>>, show: (value: number) => string = String) {
  return (value: number) => (names[value] === undefined ? show(value) : `${show(value)} (${names[value]})`);
}

/** Octets of a field that is shown whole: addresses. */
export function octetsText(separator: string, radix: 10 | 16) {
  return (_value: number, octets: Uint8Array) =>
    Array.from(octets, (octet) => (radix === 16 ? octet.toString(16).padStart(2, '0') : String(octet))).join(
      separator,
    );
}

export const macText = octetsText(':', 16);
export const ipv4Text = octetsText('.', 10);
