import type { Words } from '../catalogue.ts';

export const presenting: Words['presenting'] = {
  enter: '演示视图',
  leave: '退出演示视图',
  title: '演示视图',
  parts: '拓扑图旁边的内容',
  larger: '放大文字',
  smaller: '缩小文字',
  keyEnter: '进入或退出演示视图',
  keySize: '在演示视图中：放大、缩小文字',
  keyLeave: '退出演示视图',
};
