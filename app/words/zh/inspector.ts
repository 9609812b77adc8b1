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
};
