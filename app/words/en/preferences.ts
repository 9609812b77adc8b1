export const preferences = {
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
  theme: (now: string, next: string) => `Theme: ${now}. Change to ${next}`,
  language: (next: string) => `Language: change to ${next}`,
};
