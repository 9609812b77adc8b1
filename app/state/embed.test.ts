// Addresses of frames and pages of the same moment.
import { describe, expect, it } from 'vitest';
import { embedAddress, embedThemeOf, pageAddress } from './embed.ts';

const LINK = 'https://example.org/lab/index.html#s=1.abc';

describe('an address for a frame', () => {
  it.each([
    ['system', 'https://example.org/lab/index.html?embed#s=1.abc'],
    ['dark', 'https://example.org/lab/index.html?embed=dark#s=1.abc'],
  ] as const)('with the theme %s is %s', (theme, address) => {
    expect(embedAddress(LINK, theme)).toBe(address);
    expect(embedThemeOf(address)).toBe(theme);
  });

  it('leads back to the page', () => {
    expect(pageAddress(embedAddress(LINK, 'light'))).toBe(LINK);
    expect(embedThemeOf(LINK)).toBeNull();
  });

  it('with a theme there is not has that of the system', () => {
    expect(embedThemeOf('https://example.org/?embed=purple')).toBe('system');
  });
});
