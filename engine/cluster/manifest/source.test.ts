// Texts of strangers: both languages, the lines of their parts, and what is refused before it is read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { problemText } from '../../problem.ts';
import { offsetsOf } from './json_offsets.ts';
import { type Path, readSource } from './source.ts';

function refused(text: string): string {
  const result = readSource(text);
  return result.ok ? 'read' : problemText(result.problem);
}

function read(text: string) {
  const result = readSource(text);
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

describe('documents', () => {
  it('are separated by dashes; empty ones do not count', () => {
    expect(read('---\na: 1\n---\n# nothing\n---\n- 2\n...\n').documents).toEqual([{ a: 1 }, [2]]);
    expect(read('').documents).toEqual([]);
  });

  it('may be JSON, with a byte order mark, and flow collections that only YAML knows', () => {
    expect(read('\uFEFF {"a": [1]}\n').documents).toEqual([{ a: [1] }]);
    expect(read('{a: [1,], # why\n}').documents).toEqual([{ a: [1] }]);
  });

  it('are of YAML 1.2: no is a text', () => {
    expect(read('a: no').documents).toEqual([{ a: 'no' }]);
  });
});

describe('lines', () => {
  const yaml = '# first\na:\n  - b: 1\n  - &x\n    c: 2\n---\nd: {e: 3,\n  f: 4}\ng: *y\n'.replace('*y', '5');

  it.each<[Path, number]>([
    [[0], 2],
    [[0, 'a'], 2],
    [[0, 'a', 0], 3],
    [[0, 'a', 1, 'c'], 5],
    [[1, 'd', 'e'], 7],
    [[1, 'd', 'f'], 8],
    [[1, 'd', 'nothing', 'at all'], 7],
  ])('of %j in YAML is %i', (place, line) => {
    expect(read(yaml).linesOf([place])).toEqual([line]);
  });

  it('follow aliases', () => {
    expect(read('a: &x\n  b: 1\nc: *x').linesOf([[0, 'c', 'b']])).toEqual([2]);
  });

  it('are found in JSON, whatever stands around', () => {
    const json = '{\n "a\\"}": [1, "]", {"x": [{}]}\n ],\n "b": {\n  "c": -1.5e+3,\n  "d": null}}';
    expect(
      read(json).linesOf([[0], [0, 'b', 'd'], [0, 'a"}', 2, 'x'], [0, 'b', 'c', 'e'], [0, 'z']]),
    ).toEqual([1, 6, 2, 5, 1]);
  });

  it('are the same in JSON by either reader', () => {
    const pathsIn = (value: unknown): Path[] =>
      typeof value !== 'object' || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]) => {
            const step = Array.isArray(value) ? Number(key) : key;
            return [[step], ...pathsIn(inner).map((path) => [step, ...path])];
          });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify({ value }, null, 1);
        const paths = pathsIn({ value });
        // A comment makes YAML of it.
        const byYaml = read(`${text}\n# not JSON`).linesOf(paths.map((path) => [0, ...path]));
        expect(read(text).linesOf(paths.map((path) => [0, ...path]))).toEqual(byYaml);
        expect(offsetsOf(text, paths).every((offset) => offset > 0)).toBe(true);
      }),
    );
  });

  it('mean the same data in both languages', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const json = JSON.stringify(value);
        // Of what JSON has: it has no -0.
        expect(read(stringify(JSON.parse(json))).documents).toEqual(read(json).documents);
      }),
    );
  });
});

describe('what is refused', () => {
  it('is neither language', () => {
    expect(refused('a: 1\nb: [\n')).toMatch(/^line 3: it is neither YAML nor JSON: /);
    expect(refused('{"a": 1,\n "b" 2}')).toMatch(/^line 2: it is neither YAML nor JSON: /);
  });

  it('has a key twice', () => {
    expect(refused('a: 1\nb:\n  c: 1\n  d: 2\n  c: 3')).toBe('line 5: "c" stands here twice');
  });

  it('is too long', () => {
    expect(refused(' '.repeat(20_000_001))).toBe(
      'the text: it has 20,000,001 characters; expected at most 20,000,000',
    );
  });

  it('is too deep, however it is written', () => {
    expect(refused(`a:\n${'['.repeat(1000)}`)).toBe(
      'line 2: one thing lies in another too often; expected at most 100 deep',
    );
    expect(refused('- '.repeat(1000))).toMatch(/too often/);
    expect(refused(`${'['.repeat(90)}${']'.repeat(90)}#`)).toMatch(/read|neither/);
  });

  it('makes much of little', () => {
    const rows = Array.from({ length: 9 }, (_, row) => `${row}: &a${row} [${`*a${row - 1},`.repeat(9)}]`);
    rows[0] = '0: &a0 [x,x,x]';
    expect(refused(rows.join('\n'))).toMatch(
      /^the text: its aliases cannot be followed: Excessive alias count/,
    );
    expect(refused('a: *nowhere')).toMatch(/^the text: its aliases cannot be followed: Unresolved alias/);
  });

  it('has too many documents', () => {
    expect(refused('---\n'.repeat(50_010))).toBe(
      'the text: it has more than 50,000 documents; expected a shorter one, or JSON',
    );
  });
});
