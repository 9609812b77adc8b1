// Which fields and octets belong together.
import type { Field } from '../../engine/wire/dissect.ts';
import type { Bits } from '../state/selection.ts';
import type { ComparedLayer } from './compare.ts';

export const overlap = (a: Bits | null, b: Bits): boolean =>
  a !== null && a.start < b.start + b.length && b.start < a.start + a.length;

export const octet = (index: number): Bits => ({ start: index * 8, length: 8 });

export interface OctetOwner {
  readonly layer: ComparedLayer['layer'];
  /** First and last bit of all fields that have a part in the octet. */
  readonly bits: Bits;
  readonly names: string;
  readonly changed: boolean;
}

/** For each octet the layer and the fields it belongs to. */
export function ownersOf(layers: readonly ComparedLayer[], count: number): (OctetOwner | null)[] {
  return Array.from({ length: count }, (_, index) => {
    const bits = octet(index);
    for (let at = layers.length - 1; at >= 0; at--) {
      const layer = layers[at]!;
      const fields = layer.fields.filter((field) => overlap(field, bits));
      if (fields.length > 0) return ownerOf(layer, fields);
    }
    return null;
  });
}

function ownerOf(
  layer: ComparedLayer,
  fields: readonly (Field & { readonly before: string | null })[],
): OctetOwner {
  const start = Math.min(...fields.map((field) => field.start));
  const end = Math.max(...fields.map((field) => field.start + field.length));
  return {
    layer: layer.layer,
    bits: { start, length: end - start },
    names: fields.map(({ name }) => name).join(', '),
    changed: layer.fresh || fields.some(({ before }) => before !== null),
  };
}
