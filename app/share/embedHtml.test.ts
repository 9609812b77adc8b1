// What a person copies into their page must be one frame and nothing else, whatever a network is called.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedHtml } from './embedHtml.ts';

describe('the HTML of a frame', () => {
  it('is an iframe without scripts, borders or styles sheets of its own', () => {
    expect(embedHtml('https://example.org/?embed#s=1.a', 'A & B', 480)).toBe(
      '<iframe src="https://example.org/?embed#s=1.a" title="A &amp; B" width="100%" height="480" style="border:0" loading="lazy" allow="fullscreen"></iframe>',
    );
  });

  it('stays one element whatever the title says', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '<', '>', '&', '/', 'a', ' ', '=') }), (title) => {
        const html = embedHtml('https://example.org/', title, 480);
        expect(html.match(/[<>]/g)).toHaveLength(4);
        expect(html.match(/"/g)).toHaveLength(14);
      }),
    );
  });
});
