import type { Words } from '../catalogue.ts';

export const find: Words['find'] = {
  title: '查找',
  key: '查找设备、地址、链、规则',
  placeholder: '设备、地址、链、规则、路由……',
  hint: '多个词可缩小范围：先写位置，再写要找的内容。',
  results: '查找结果',
  nothing: '没有匹配的内容。',
  more: (count) => `仅列出前 ${count} 个`,
  found: (count) => (count === 0 ? '没有匹配的内容。' : `${count} 个结果`),
  groups: {
    namespace: '命名空间',
    device: '设备',
    chain: '链',
    rule: '规则',
    route: '路由',
    neigh: '邻居',
    fdb: 'FDB',
  },
  show: '显示',
  goToFirst: '到首次到达的步骤',
  never: '没有步骤到达这里',
};
