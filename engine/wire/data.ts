// Octets that no file of this room takes apart: an application's payload, or a header nobody here decodes.
import { type Header, octets } from './header.ts';

const SHOWN = 16;

export interface Data {
  readonly layer: 'data';
  readonly bytes: Uint8Array;
}

export function data(bytes: Uint8Array): Data {
  return { layer: 'data', bytes };
}

export const DATA_HEADER: Header = {
  title: 'Data',
  fields: (bytes) => [['Data', bytes.length * 8, (_, around) => hexDump(around.bytes)]],
  summary: (text) => text('Data'),
};

function hexDump(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, SHOWN), (octet) => octet.toString(16).padStart(2, '0')).join(
    ' ',
  );
  return `${octets(bytes.length)}: ${shown}${bytes.length > SHOWN ? ' …' : ''}`;
}

/** Any octets are data. They are copied: a frame outlives the buffer it was read from. */
export function decodeData(bytes: Uint8Array): Data {
  return data(bytes.slice());
}

export function encodeData({ bytes }: Data): Uint8Array {
  return bytes;
}
