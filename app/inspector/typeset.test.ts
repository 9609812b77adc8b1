// Links in sentences: no line begins with the stop behind one, none ends with the bracket before one.
import { describe, expect, it } from 'vitest';
import type { Fragment } from '../../engine/explain/index.ts';
import { typeset } from './typeset.ts';

const link = (text: string) => ({ text, to: { kind: 'device', device: 0 } as const });
const textOf = (fragment: Fragment) =>
  typeof fragment === 'string' ? fragment : 'code' in fragment ? fragment.code : fragment.text;

describe('a sentence', () => {
  it('gives brackets and stops to the link they stand by', () => {
    const pieces = typeset(['The MAC (', link('entry'), '), by ', link('eth0'), '.']);
    expect(pieces.map(({ opening, closing }) => opening + closing)).toEqual(['', '(),', '', '.', '']);
  });

  it.each([
    [['So next hop 192.168.0.4 by ', link('eth0'), '.']],
    [['目的 MAC 是网桥自己的（', link('FDB 表项'), '）：帧上送 IP 协议栈。']],
    [[link('a'), '(', link('b'), '), ', link('c')]],
    [[link('a'), '.', link('b')]],
    [[{ code: 'ping' }, ' has run.']],
  ])('says what it said: %j', (sentence) => {
    const pieces = typeset(sentence);
    const said = pieces.map(({ opening, fragment, closing }) => opening + textOf(fragment) + closing);
    expect(said.join('')).toBe(sentence.map(textOf).join(''));
  });
});
