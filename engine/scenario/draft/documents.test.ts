// Objects go from text to rows and back; what nobody has changed stays as it was typed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectsOf, textOf } from './documents.ts';

const namesIn = (text: string) =>
  objectsOf(text)?.map(({ value }) => (value.metadata as { name: string }).name);

const POD = 'kind: Pod # why\nmetadata: {name: a}\n';

describe('a text', () => {
  it('is taken apart at its documents, comments and all', () => {
    const text = `---\n# first\n---\n${POD}--- # second\n{"kind": "Pod", "metadata": {"name": "b"}}\n---\n`;
    expect(namesIn(text)).toEqual(['a', 'b']);
    expect(objectsOf(text)![0]!.text).toBe(`# first\n${POD}`);
    expect(textOf(objectsOf(text)!)).toBe(`# first\n${POD}---\n{"kind": "Pod", "metadata": {"name": "b"}}\n`);
  });

  it('may be a list, whose items get a text each', () => {
    expect(namesIn('kind: List\nitems: [{kind: Pod, metadata: {name: a}}]')).toEqual(['a']);
    const [pod] = objectsOf(
      '{"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "a"}}]}',
    )!;
    expect(pod).toEqual({ value: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, text: null });
  });

  it('may have dashes inside, and no objects', () => {
    expect(namesIn('kind: ConfigMap\nmetadata: {name: a}\ndata:\n  b: |\n    ---\n    c\n')).toEqual(['a']);
    expect(objectsOf('# nothing')).toEqual([]);
  });

  it.each([
    ['half a text', 'kind: [Pod'],
    ['no objects', '- 1\n- 2'],
    ['a list of anything', 'kind: List\nitems: [1]'],
    ['too many', Array(301).fill('kind: Pod').join('\n---\n')],
    ['too much', `kind: Pod\na: ${'b'.repeat(300_000)}`],
  ])('that cannot be gone through is left alone: %s', (_, text) => {
    expect(objectsOf(text)).toBeNull();
  });
});

it('rows become a text that is the same rows', () => {
  const value = fc.dictionary(
    fc.constantFrom('kind', 'spec', 'a: b', '---', '# c'),
    fc.jsonValue({ maxDepth: 2 }),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const named = values.map((each) => JSON.parse(JSON.stringify({ ...each, kind: 'Pod' })));
      const text = textOf(named.map((each) => ({ value: each, text: null })));
      expect(objectsOf(text)!.map((each) => each.value)).toEqual(named);
    }),
  );
});
