import type { Words } from '../catalogue.ts';

export const preferences: Words['preferences'] = {
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  theme: (now, next) => `主题：${now}。切换为${next}`,
  language: (next) => `语言：切换为 ${next}`,
  characterKeys: '单字符快捷键',
  characterKeysWhy: '如果您使用语音输入，或容易误触按键，可将其关闭',
};
