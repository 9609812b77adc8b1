import type { Words } from '../catalogue.ts';

export const files: Words['files'] = {
  begin: '其他网络',
  ceiling: '5000 个节点的集群',
  declare: '新建网络',
  edit: '编辑此集群',
  open: '打开文件',
  openHint: '场景文件，或 YAML / JSON 格式的 Kubernetes 对象，也可以直接拖到页面上。',
  save: '保存为文件',
  saveHint: '当前显示的网络，包括所做的修改和探测命令',
  drop: '拖到这里即可打开',
  dropHint: '场景文件，或 YAML / JSON 格式的 Kubernetes 对象',
  reading: (name) => `正在读取 ${name}…`,
  stop: '停止',
  tooLong: '此网络太大，无法放进链接，只能保存为文件。',
  cannot: (name) => `无法打开 ${name}。`,
  dismiss: '关闭',
};
