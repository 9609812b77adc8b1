// What a person likes, kept on their own machine where the browser lets us.
import { create } from 'zustand';
import { keep, kept } from './kept.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'hopscope.theme';

const storedTheme = (): Theme => THEMES.find((theme) => theme === kept(KEY)) ?? 'system';

export const usePreferences = create<{ readonly theme: Theme }>(() => ({ theme: storedTheme() }));

export function setTheme(theme: Theme): void {
  usePreferences.setState({ theme });
  keep(KEY, theme);
}
