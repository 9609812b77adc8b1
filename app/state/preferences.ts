// What a person likes, kept on their own machine where the browser lets us.
import { create } from 'zustand';
import { keep, kept } from './kept.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
/** What a theme comes to. */
export type Scheme = Exclude<Theme, 'system'>;

export interface Preferences {
  readonly theme: Theme;
  /** Do keys of one character do something? Those who dictate say characters all the time. */
  readonly characterKeys: boolean;
}

const KEYS = { theme: 'hopscope.theme', characterKeys: 'hopscope.keys' };

const storedTheme = (): Theme => THEMES.find((theme) => theme === kept(KEYS.theme)) ?? 'system';

export const usePreferences = create<Preferences>(() => ({
  theme: storedTheme(),
  characterKeys: kept(KEYS.characterKeys) !== 'off',
}));

/** Light or dark, as the page is now. */
export function schemeNow(): Scheme {
  const { theme } = usePreferences.getState();
  if (theme !== 'system') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function wear({ theme }: { readonly theme: Theme }): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
}

/** The page wears the theme from now on: the one kept, or one that is prescribed. Returns a way to stop. */
export function startTheme(prescribed: Theme | null): () => void {
  if (prescribed !== null) usePreferences.setState({ theme: prescribed });
  wear(usePreferences.getState());
  return usePreferences.subscribe(wear);
}

export function setTheme(theme: Theme): void {
  usePreferences.setState({ theme });
  keep(KEYS.theme, theme);
}

export function setCharacterKeys(characterKeys: boolean): void {
  usePreferences.setState({ characterKeys });
  keep(KEYS.characterKeys, characterKeys ? 'on' : 'off');
}
