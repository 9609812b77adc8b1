// Light, dark, or as the system has it.
import { useWords } from '../state/language.ts';
import { setTheme, THEMES, usePreferences } from '../state/preferences.ts';
import { Button } from '../ui/Button.tsx';

export function ThemeChoice() {
  const words = useWords('preferences');
  const theme = usePreferences((preferences) => preferences.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <Button
      icon={theme}
      label={words.theme(words.themes[theme], words.themes[next])}
      onClick={() => setTheme(next)}
    />
  );
}
