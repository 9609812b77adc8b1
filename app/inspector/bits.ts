// Which fields and octets belong together.
import type { Bits, FieldsLocator } from '../state/selection.ts';
import type { ComparedLayer } from './compare.ts';

export const overlap = (a: Bits | null, b: Bits): boolean =>
  a !== null && a.start < b.start + b.length && b.start < a.start + a.length;

export const octet = (index: number): Bits => ({ start: index * 8, length: 8 });

/** Where chosen fields are in a packet; null: it has no such header. */
export function bitsOf(layers: readonly ComparedLayer[], fields: FieldsLocator | null): Bits | null {
  const own = fields && layers[layers.length - fields.back]?.fields.slice(fields.first, fields.last + 1);
  return own && own.length > 0 ? spanOf(own) : null;
}

function spanOf(fields: readonly Bits[]): Bits {
  const start = Math.min(...fields.map((field) => field.start));
  const end = Math.max(...fields.map((field) => field.start + field.length));
  return { start, length: end - start };
}

export interface OctetOwner {
  readonly layer: ComparedLayer['layer'];
  /** First and last bit of all fields that have a part in the octet. */
  readonly bits: Bits;
  readonly fields: FieldsLocator;
  readonly names: string;
  readonly changed: boolean;
}

/** For each octet the layer and the fields it belongs to. */
export function ownersOf(layers: readonly ComparedLayer[], count: number): (OctetOwner | null)[] {
  return Array.from({ length: count }, (_, index) => {
    const bits = octet(index);
    for (let back = 1; back <= layers.length; back++) {
      const layer = layers[layers.length - back]!;
      const first = layer.fields.findIndex((field) => overlap(field, bits));
      const last = layer.fields.findLastIndex((field) => overlap(field, bits));
      if (first >= 0) return ownerOf(layer, { back, first, last });
    }
    return null;
  });
}

function ownerOf(layer: ComparedLayer, fields: FieldsLocator): OctetOwner {
  const own = layer.fields.slice(fields.first, fields.last + 1);
  return {
    layer: layer.layer,
    bits: spanOf(own),
    fields,
    names: own.map(({ name }) => name).join(', '),
    changed: layer.fresh || own.some(({ before }) => before !== null),
  };
}
