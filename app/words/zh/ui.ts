import type { Words } from '../catalogue.ts';

export const ui: Words['ui'] = {
  close: '关闭',
  copied: '已复制',
  noClipboard: '浏览器不允许本页访问剪贴板',
  mistake: '页面出错了',
  mistakeMeans: '无法画出这一刻。地址栏里的链接仍然指向它。',
  loadAgain: '重新加载',
  startAfresh: '从头开始',
};
