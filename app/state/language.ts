// The language the page speaks. What it says in another than English is fetched when somebody wants it.
import { create } from 'zustand';
import { en, type Words } from '../words/catalogue.ts';
import { keep, kept } from './kept.ts';

/** Each by its own name, as it is offered. */
export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
const KEY = 'hopscope.language';

export const useLanguage = create<{ readonly language: Language; readonly words: Words }>(() => ({
  language: 'en',
  words: en,
}));

/** Chosen before, or what the browser prefers. */
function wanted(): Language {
  const before = kept(KEY);
  if (before === 'en' || before === 'zh') return before;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const wordsOf = async (language: Language): Promise<Words> =>
  language === 'en' ? en : (await import('../words/zh/index.ts')).zh;

async function speak(language: Language): Promise<void> {
  const words = await wordsOf(language);
  document.documentElement.lang = TAGS[language];
  useLanguage.setState({ language, words });
}

export async function setLanguage(language: Language): Promise<void> {
  await speak(language);
  keep(KEY, language);
}

/** Before anything is drawn, so that no word changes under a reader's eyes. */
export const startLanguage = (): Promise<void> => speak(wanted()).catch(() => undefined);

/** What one feature says. */
export const useWords = <Feature extends keyof Words>(feature: Feature): Words[Feature] =>
  useLanguage(({ words }) => words[feature]);
