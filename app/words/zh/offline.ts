import type { Words } from '../catalogue.ts';

export const offline: Words['offline'] = {
  newer: 'Hopscope 有新版本。',
  load: '立即加载',
  later: '以后再说',
};
