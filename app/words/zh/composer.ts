import type { Words } from '../catalogue.ts';

export const composer: Words['composer'] = {
  title: '输入命令',
  where: '在哪里输入',
  command: '命令',
  run: '执行',
  hint: '与真实机器上一样。改动网络的命令会列在下面，并重新发送探测。',
  programs: '可用程序：',
  examples: '试试：',
  results: {
    changed: '完成：图上是现在的情形。',
    printed: '网络没有改动。',
    refused: '被拒绝：网络没有改动。',
  },
};
