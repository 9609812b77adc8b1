// Octets that no file of this room takes apart: an application's payload, or a header nobody here decodes.

export interface Data {
  readonly layer: 'data';
  readonly bytes: Uint8Array;
}

export function data(bytes: Uint8Array): Data {
  return { layer: 'data', bytes };
}

export function encodeData({ bytes }: Data): Uint8Array {
  return bytes;
}
