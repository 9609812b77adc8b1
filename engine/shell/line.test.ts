// A line as sh reads it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from './line.ts';

const quoteSingle = (word: string) => `'${word}'`;
const quoteDouble = (word: string) => `"${word.replace(/["\\$`]/g, '\\$&')}"`;

describe('parseLine', () => {
  it('[L1] gives back any words that were quoted', () => {
    const word = fc.tuple(
      fc.string().filter((text) => !text.includes("'")),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const line = words.map(([text, single]) => (single ? quoteSingle : quoteDouble)(text)).join(' ');
        expect(parseLine(line)).toEqual([{ words: words.map(([text]) => text), into: null }]);
      }),
    );
  });

  it.each([
    [
      'ip route | grep -v "via 10" |head -1',
      [
        ['ip', 'route'],
        ['grep', '-v', 'via 10'],
        ['head', '-1'],
      ],
    ],
    [
      "ip a|grep 'a|b'",
      [
        ['ip', 'a'],
        ['grep', 'a|b'],
      ],
    ],
    ['ip\\ a', [['ip a']]],
  ])('%s', (line, words) => {
    expect(parseLine(line)).toEqual(words.map((each) => ({ words: each, into: null })));
  });

  it('sends what is written into a file', () => {
    expect(parseLine('echo 1 >/proc/sys/net/ipv4/ip_forward')).toEqual([
      { words: ['echo', '1'], into: '/proc/sys/net/ipv4/ip_forward' },
    ]);
  });

  it.each([
    ['ip a; reboot', 'sh: 1: Syntax error: ";" unexpected'],
    ['ip a |', 'sh: 1: Syntax error: "|" unexpected'],
    ['echo 1 >', 'sh: 1: Syntax error: newline unexpected'],
    ['echo "1', 'sh: 1: Syntax error: Unterminated quoted string'],
  ])('does not like %s', (line, complaint) => {
    expect(parseLine(line)).toBe(complaint);
  });
});
