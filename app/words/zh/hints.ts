import type { Words } from '../catalogue.ts';

export const hints: Words['hints'] = {
  title: '入门提示',
  step: '按 → 或播放键逐步前进',
  look: '点击设备查看它的各种表',
  type: '输入命令来改变网络',
  dismiss: '不再显示这些提示',
};
