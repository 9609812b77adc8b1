import type { Words } from '../catalogue.ts';

export const library: Words['library'] = {
  title: '场景库',
  groups: {
    'By hand': '手工搭建',
    Docker: 'Docker',
    Flannel: 'Flannel',
    Services: 'Service',
    Calico: 'Calico',
    Faults: '故障',
  },
  onShow: (title) => `当前场景：${title}`,
  symptom: '现象',
  cause: '报文丢在哪里，如何修复',
  mend: '如何修复',
  game: {
    title: '找出故障',
    task: '找出原因，用命令修复它：每执行一条命令，都会重新探测。',
    mended: '已修复：探测有应答了。',
    end: '报文丢在哪里',
    tell: '告诉我',
    next: '下一个故障',
    leave: '以后再说',
  },
  probe: '探测命令',
  answered: '有应答',
  failures: {
    timeout: '无应答',
    unreachable: '不可达',
    budget: '已中止：事件过多',
    refused: '被拒绝',
    unsure: '不确定：有规则不受支持',
  },
  printed: '命令的输出',
};
