// Whatever a stranger wrote, bash hands it on as it is and runs none of it.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comment, heredoc, word } from './shell_text.ts';

const bash = (script: string) => execFileSync('bash', ['-c', script], { encoding: 'utf8' });

/** What shells, here-documents and people stumble over, put together at random. */
const piece = fc.oneof(
  fc.constantFrom(
    ...["'", '"', '\\', '$(echo run)', '`echo run`', '$(<x)', '$PREFIX', '!!', '\n', '\r\n', '\t', ' ', '#'],
    ...[
      'END',
      'END\n',
      '\nEND\n',
      '\nEND_2\n',
      "'END'",
      '<<END',
      '&&',
      '; echo run',
      '|',
      '>',
      '*',
      '~',
      '\u202e',
    ],
    ...['-n', '--', '{a,b}', '\\\n', '\u2028', 'ü', '\x1b[2J'],
  ),
  fc.string({ maxLength: 5 }),
);
const nasty = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => pieces.join('').replaceAll('\0', ''))
  // Half a character of two is nothing that UTF-8 can say.
  .filter((text) => Buffer.from(text).toString() === text);
const many = fc.array(nasty, { minLength: 50, maxLength: 50 });

describe('text of strangers in a script', () => {
  it('a word is one word, unchanged', () => {
    fc.assert(
      fc.property(many, (texts) => {
        const printed = bash(texts.map((text) => `printf '%s\\0' ${word(text)}`).join('\n'));
        expect(printed.split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 20 },
    );
  });

  it('a here-document is read line by line as it was written', () => {
    fc.assert(
      fc.property(many, (texts) => {
        const printed = bash(texts.flatMap((text) => [...heredoc('cat', text), "printf '\\0'"]).join('\n'));
        const read = texts.map((text) => `${text.replace(/\r+\n/g, '\n').replace(/\n+$/, '')}\n`);
        expect(printed.split('\0').slice(0, -1)).toEqual(read);
      }),
      { numRuns: 20 },
    );
  });

  it('a comment does nothing, and shows nothing that hides what follows', () => {
    fc.assert(
      fc.property(many, (texts) => {
        const lines = texts.flatMap(comment);
        expect(bash(`${lines.join('\n')}\n`)).toBe('');
        expect(lines.filter((line) => !/^#( [^\p{Cc}\p{Cf}\u2028\u2029]*)?$/u.test(line))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('the delimiter is none of the lines', () => {
    expect(heredoc('cat', 'END\nEND_2\n')).toEqual(["cat <<'END_3'", 'END\nEND_2', 'END_3']);
  });
});
