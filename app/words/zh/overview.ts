import type { Words } from '../catalogue.ts';

export const overview: Words['overview'] = {
  title: '全部节点',
  picture: (nodes, pods, visited) =>
    `${nodes} 个节点，${pods} 个 Pod；${visited.length > 0 ? `数据包经过 ${visited.join('、')}` : '数据包不经过它们'}`,
  back: '数据包的路径',
  seek: '查找节点',
  missing: '没有这个节点。',
  count: (nodes, pods) => `${nodes} 个节点，${pods} 个 Pod`,
  pods: (count) => `${count} 个 Pod`,
  podsOn: (node) => `${node} 及其 Pod`,
  visits: '数据包经过',
  drawn: '在图中',
  asleep: '数据包不经过这里',
  show: '在图中显示',
  pingFrom: (from) => `从 ${from} ping`,
  ping: (name, address) => `ping ${name}，${address}`,
  camera: '视野',
  zoomOut: '缩小',
  zoomIn: '放大',
  fit: '适合窗口',
};
