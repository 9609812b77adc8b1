import type { Words } from '../catalogue.ts';

export const link: Words['link'] = {
  copyLink: '复制链接',
  linkCopied: '链接已复制',
  byHand: '请手动复制链接',
  noClipboard: '浏览器不允许本页访问剪贴板。',
  link: '链接',
  broken: '无法打开这个链接。',
  firstStep: '从第一步打开',
  openLibrary: '打开场景库',
  dismiss: '忽略',
};
