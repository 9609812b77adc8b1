// How much of a text fits: letters are narrow, Chinese characters as wide as they are high.
import { describe, expect, it } from 'vitest';
import { fitText, textWidth } from './measure.ts';

describe('a text cut to a width', () => {
  it.each(['route: via 192.168.0.4 dev eth0', '下一跳 192.168.0.4 已知', '等待 10.10.2.1 的 ARP'])(
    'stays what it is where it fits, and is never wider than its place: %s',
    (text) => {
      const width = textWidth('caption', text);
      expect(fitText('caption', text, width)).toBe(text);
      for (let room = 0; room < width; room += 3) {
        const cut = fitText('caption', text, room);
        expect(textWidth('caption', cut)).toBeLessThanOrEqual(room);
        expect(text.startsWith(cut.replace('…', ''))).toBe(true);
      }
    },
  );

  it('has room for more letters than characters', () => {
    expect(textWidth('caption', '等待')).toBeGreaterThan(textWidth('caption', 'ARP'));
  });
});
