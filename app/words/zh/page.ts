import type { Words } from '../catalogue.ts';

export const page: Words['page'] = {
  chooseNetwork: '选择其他网络',
  library: '场景库',
  opening: '正在打开…',
  keys: '快捷键',
  openingNetwork: '正在打开网络…',
  choose: '选择一个网络',
  stopped: '引擎已停止。',
  startAgain: '重新启动',
  starting: '正在重新启动…',
  started: '已重新启动：网络、您的改动和当前步骤都保持原样。',
  dismiss: '知道了',
  steps: '步骤',
  why: '原因',
  packet: '报文',
  bytes: '字节',
  tables: '表',
  view: '视图',
  copyOctets: '复制全部字节',
  separators: {
    steps: '调整步骤列表宽度',
    drawing: '调整拓扑图高度',
    inspector: '调整检查器宽度',
    why: '调整原因面板高度',
    bytes: '调整字节面板高度',
  },
};
