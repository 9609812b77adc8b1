import type { Words } from '../catalogue.ts';

const inside = (where: string | null) => (where === null ? '任意位置的' : `${where} 的`);

export const breakpoints: Words['breakpoints'] = {
  title: '断点…',
  key: '选择在哪里停下',
  next: '到下一个断点',
  none: '尚未设置断点：播放会一直到结束。',
  hint: '播放到这里会停下。按 J 到下一个断点，按 K 到上一个。',
  here: '当前步骤',
  another: '其他位置',
  set: '已设置',
  list: '断点列表',
  kind: '类型',
  kinds: { device: '设备', namespace: '命名空间', hook: '钩子', chain: '链', rule: '规则' },
  namespace: '命名空间',
  anywhere: '任意位置',
  everyTable: '所有表',
  number: '规则编号',
  add: '添加',
  remove: (name) => `移除：${name}`,
  goTo: (name) => `到首次命中处：${name}`,
  stopAt: (name) => `在此停下：${name}`,
  isStop: '断点',
  met: (count) => `命中 ${count} 次`,
  notMet: '没有任何报文命中',
  named: {
    device: (at, where) => `${inside(where)} ${at}`,
    namespace: (_at, where) => `进入 ${where}`,
    hook: (at, where) => `${inside(where)} ${at}`,
    chain: (at, where) => `${inside(where)}链 ${at}`,
    rule: (at, where) => `${inside(where)}规则 ${at}`,
    drop: () => '任何丢包',
    rewrite: () => '任何地址或端口改写',
  },
  stopped: (step, names) => `${step}；断点：${names}`,
};
