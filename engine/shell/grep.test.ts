// grep behind a pipe: what it shows with context, and that GNU's shows the same, where it is installed.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareNet } from '../kernel/net.fixture.ts';
import { grep } from './grep.ts';
import { Exit, type Site } from './tool.ts';

interface Said {
  readonly code: number;
  readonly out: string;
}

function ours(words: readonly string[], stdin: string): Said {
  const lines: string[] = [];
  const site = { net: bareNet().net, stdin, out: (line: string) => lines.push(line) } as unknown as Site;
  try {
    const code = grep(words, site);
    return { code, out: lines.map((line) => `${line}\n`).join('') };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, out: '' };
  }
}

function theirs(words: readonly string[], input: string): Said {
  const { status, stdout } = spawnSync('grep', words, { input, encoding: 'utf8', env: { LC_ALL: 'C' } });
  return { code: status ?? -1, out: stdout };
}

const isGnu = () => /GNU grep/.test(spawnSync('grep', ['--version'], { encoding: 'utf8' }).stdout ?? '');

const TEXT = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';

describe('grep with context', () => {
  it.each<readonly [string, string]>([
    ['-A 1 two', 'two three'],
    ['-B 1 two', 'one two'],
    ['-C 1 four', 'three four five'],
    ['-1 four', 'three four five'],
    ['-A1 -B2 four', 'two three four five'],
    ['-nA1 two', '2:two 3-three'],
    ['-A 1 -e o', 'one two three four five'],
    ['-A 0 -e o', 'one two -- four'],
    ['-e o', 'one two four'],
    ['-A 1 six', 'six seven'],
    ['-c -A 1 -e o', '3'],
    ['-o -e e', 'e e e e e e'],
  ])('%s', (line, shown) => {
    expect(ours(line.split(' '), TEXT).out.trim().split('\n')).toEqual(shown.split(' '));
  });

  it.each([['-A'], ['-A', 'x', 'y'], ['-Z', 'x'], []])('refuses %j', (...words) => {
    expect(ours(words, TEXT).code).toBe(2);
  });
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'aab', '', 'cab a', 'A'), { maxLength: 12 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));
const words = fc
  .tuple(
    fc.subarray(['-n', '-v', '-i', '-c', '-o', '-w', '-E', '-F']),
    fc.subarray(['-A1', '-B1', '-C2', '-2', '-A0', '-B 3']),
    fc.constantFrom('a', 'b', 'ab', 'c', '^a', 'a*b'),
  )
  .map(([flags, context, pattern]) => [...flags, ...context.flatMap((each) => each.split(' ')), pattern]);

describe.skipIf(!isGnu())('grep and GNU grep', () => {
  it('show the same of any lines', () => {
    fc.assert(
      fc.property(words, text, (options, lines) => {
        expect(ours(options, lines)).toEqual(theirs(options, lines));
      }),
      { numRuns: 100 },
    );
  });
});
