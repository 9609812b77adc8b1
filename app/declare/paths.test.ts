// Parts of strangers' data: what is put is there, what is taken is gone, and nothing else has changed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, put } from './paths.ts';

const step = fc.oneof(fc.constantFrom('a', 'b', '__proto__'), fc.nat(2));
const path = fc.array(step, { minLength: 1, maxLength: 4 });

describe('a part', () => {
  it('is there once it is put, whatever was there before', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue({ maxDepth: 3 })),
        path,
        (value, way) => {
          const named = ['x', ...way] as const;
          expect(at(put(value, named, 7), named)).toBe(7);
          expect({ ...put(value, named, 7), x: null }).toEqual({ ...value, x: null });
        },
      ),
    );
  });

  it('leaves no empty things behind when it is taken away', () => {
    const node = { kind: 'Node', status: { addresses: [{ type: 'InternalIP' }] } };
    expect(put(node, ['status', 'addresses', 0], undefined)).toEqual({ kind: 'Node' });
    expect(put({ a: { b: 1, c: 2 } }, ['a', 'b'], undefined)).toEqual({ a: { c: 2 } });
    expect(put({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] });
  });

  it('is nothing where the way leads nowhere', () => {
    expect(at({ a: 'text' }, ['a', 'length'])).toBeUndefined();
    expect(at(null, ['a'])).toBeUndefined();
    expect(at({}, ['constructor'])).toBeUndefined();
  });
});
