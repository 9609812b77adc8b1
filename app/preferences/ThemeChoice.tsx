// Light, dark, or as the system has it.
import { useLayoutEffect } from 'react';
import { setTheme, THEMES, type Theme, usePreferences } from '../state/preferences.ts';
import { Button } from '../ui/Button.tsx';

const NAMES: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeChoice() {
  const theme = usePreferences((preferences) => preferences.theme);
  useLayoutEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <Button
      icon={theme}
      label={`Theme: ${NAMES[theme]}. Change to ${NAMES[next]}`}
      onClick={() => setTheme(next)}
    />
  );
}
