// What a person likes, kept on their own machine where the browser lets us.
import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'hopscope.theme';

/** Storage may be switched off or denied; then the choice lasts as long as the page. */
function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === text) ?? 'system';
  } catch {
    return 'system';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

export const usePreferences = create<{ readonly theme: Theme }>(() => ({ theme: stored() }));

export function setTheme(theme: Theme): void {
  usePreferences.setState({ theme });
  store(theme);
}
