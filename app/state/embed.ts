// The page in a frame of somebody else's: `?embed` in the address, `?embed=dark` for a theme of its own.
import { THEMES, type Theme } from './preferences.ts';

/** How an address asks to be embedded: the theme; null when it does not. */
export function embedThemeOf(address: string): Theme | null {
  const asked = new URL(address).searchParams.get('embed');
  return asked === null ? null : (THEMES.find((theme) => theme === asked) ?? 'system');
}

/** The same moment for a frame. */
export function embedAddress(link: string, theme: Theme): string {
  const url = new URL(link);
  url.search = theme === 'system' ? '?embed' : `?embed=${theme}`;
  return url.href;
}

/** The same moment as a page of its own. */
export function pageAddress(link: string): string {
  const url = new URL(link);
  url.search = '';
  return url.href;
}
