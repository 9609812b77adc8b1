import type { Words } from '../catalogue.ts';

export const warnings: Words['warnings'] = {
  title: '警告',
  several: (count) => `声明中有 ${count} 处被忽略或看起来有误`,
};
