// The other language, by its own name.
import { LANGUAGES, setLanguage, useLanguage, useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';

export function LanguageChoice() {
  const words = useWords('preferences');
  const language = useLanguage((state) => state.language);
  const next = language === 'en' ? 'zh' : 'en';
  return (
    <Button label={words.language(LANGUAGES[next].name)} onClick={() => void setLanguage(next)}>
      <span lang={next}>{LANGUAGES[next].short}</span>
    </Button>
  );
}
