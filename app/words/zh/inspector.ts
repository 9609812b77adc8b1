import type { Words } from '../catalogue.ts';

export const inspector: Words['inspector'] = {
  nothing: '这一步没有报文。',
  layers: '各层',
  quoted: '被引用',
  putOn: '新增',
  takenOff: '已去掉',
  changed: (count) => `${count} 处改动`,
  nameAndSize: (name, octets) => `${name}，${octets} 字节`,
  octets: '报文的各个字节；用方向键移动',
  differs: '内容与之前不同',
  octet: (hex, index, fields, changed) =>
    `${hex}，字节 ${index}：${fields ?? '不属于任何字段'}${changed ? '，有改动' : ''}`,
  at: (time) => `时刻 ${time} ms`,
  evidence: {
    different: '怎样才能通过',
    doIt: '执行',
    doThis: (command) => `执行：${command}`,
    kinds: {
      rule: '规则的各个部分',
      routes: '路由表里的各条路由',
      fdb: '在 FDB 里的查找',
      neighbours: '在邻居表里的查找',
    },
    answers: {
      rule: { yes: '真', no: '假', unasked: '未检查' },
      row: { yes: '是', no: '否', unasked: '未查询' },
    },
  },
};
