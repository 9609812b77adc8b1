// The language the page speaks. What it says in another than English is fetched when somebody wants it.
import { create } from 'zustand';
import { en as english, type Speech } from '../../engine/explain/index.ts';
import type { LibraryId, ScenarioText } from '../../engine/scenario/library/index.ts';
import type { Scenario } from '../../engine/scenario/schema.ts';
import { en, type Words } from '../words/catalogue.ts';
import { keep, kept } from './kept.ts';

/** Each by its own name, as it is offered. */
export const LANGUAGES = {
  en: { name: 'English', short: 'En' },
  zh: { name: '中文', short: '中' },
} as const;
export type Language = keyof typeof LANGUAGES;

const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
const KEY = 'hopscope.language';

interface Spoken {
  readonly words: Words;
  /** How the engine's events are told. */
  readonly speech: Speech;
  /** The library's scenarios where they do not speak for themselves. */
  readonly scenarios: Readonly<Record<LibraryId, ScenarioText>> | null;
}

const ENGLISH: Spoken = { words: en, speech: english, scenarios: null };

export const useLanguage = create<Spoken & { readonly language: Language }>(() => ({
  language: 'en',
  ...ENGLISH,
}));

/** Chosen before, or what the browser prefers. */
function wanted(): Language {
  const before = kept(KEY);
  if (before === 'en' || before === 'zh') return before;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

async function chinese(): Promise<Spoken> {
  const [words, speech, scenarios] = await Promise.all([
    import('../words/zh/index.ts').then(({ zh }) => zh),
    import('../../engine/explain/zh/index.ts').then(({ zh }) => zh),
    import('../../engine/scenario/library/zh.ts').then(({ zh }) => zh),
  ]);
  return { words, speech, scenarios };
}

/** Answers whether it could; without its words the page goes on in the language it has. */
async function speak(language: Language): Promise<boolean> {
  const spoken = language === 'en' ? ENGLISH : await chinese().catch(() => null);
  if (!spoken) return false;
  document.documentElement.lang = TAGS[language];
  useLanguage.setState({ language, ...spoken });
  return true;
}

export async function setLanguage(language: Language): Promise<void> {
  if (await speak(language)) keep(KEY, language);
}

/** Before anything is drawn, so that no word changes under a reader's eyes. */
export const startLanguage = (): Promise<boolean> => speak(wanted());

/** What one feature says. */
export const useWords = <Feature extends keyof Words>(feature: Feature): Words[Feature] =>
  useLanguage(({ words }) => words[feature]);

/** The language in which events are explained. */
export const useSpeech = (): Speech => useLanguage(({ speech }) => speech);

/** What a scenario is called, where it is the library's and does not say so itself in the page's language. */
export const useScenarioText = (scenario: string | Scenario | null): ScenarioText | null =>
  useLanguage(
    ({ scenarios }) => (typeof scenario === 'string' && scenarios?.[scenario as LibraryId]) || null,
  );
