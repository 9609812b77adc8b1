export const preferences = {
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
  theme: (now: string, next: string) => `Theme: ${now}. Change to ${next}`,
  language: (next: string) => `Language: change to ${next}`,
  characterKeys: 'Keys of a single character',
  characterKeysWhy: 'Switch them off if you speak to your computer, or press keys by accident',
};
