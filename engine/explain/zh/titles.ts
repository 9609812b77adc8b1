// What a step is called, in a few words.
import type { Speech } from '../speech.ts';

const side = (manip: 'src' | 'dst') => (manip === 'src' ? '源' : '目的');

export const titles: Speech['titles'] = {
  nothing: '空',
  send: (by, packet) => `${by} 发出 ${packet}`,
  transmit: (packet) => `发送 ${packet}`,
  receive: (packet) => `收到 ${packet}`,
  timer(who, { state, asks }) {
    if (asks) return state === 'INCOMPLETE' ? `再次询问 ${who}` : `确认 ${who} 是否还在`;
    return state === 'REACHABLE' ? `不再确定 ${who} 可达` : `放弃 ${who}`;
  },
  segment: (flooded) => (flooded ? '在线路上，发给所有人' : '在线路上'),
  veth: '穿过 veth pair',
  bridge({ bridge, entry, up, to }) {
    if (entry === null && to.length > 0) return `${bridge} 泛洪`;
    if (up) return `${bridge} 上送本机`;
    return to.length > 0 ? `${bridge} 转发到 ${to[0]}` : `${bridge} 没有可转发的端口`;
  },
  neigh: (nexthop, resolved) => (resolved ? `下一跳 ${nexthop} 已知` : `等待 ${nexthop} 的 ARP`),
  arp: {
    request: '发起 ARP 询问',
    reply: '回答 ARP 请求',
    proxy: '以 proxy_arp 代答',
    learn: '从 ARP 学习',
    ignore: '忽略 ARP 报文',
  },
  fdb: (mac, remote) => (remote === null ? `FDB 中没有 ${mac}` : `FDB：${mac} 在 ${remote}`),
  encap: (tunnel, remote) => `加上${TUNNEL[tunnel]}头，发往 ${remote}`,
  decap: (tunnel, dev) => `去掉${TUNNEL[tunnel]}头，交给 ${dev}`,
  route: (gateway, dev) => `路由：${gateway === null ? '' : `via ${gateway} `}dev ${dev}`,
  local: (daddr) => `${daddr} 是本机地址`,
  broadcast: (daddr) => `${daddr} 是广播地址`,
  noRoute: (daddr) => `没有到 ${daddr} 的路由`,
  confirm: 'conntrack 保存连接',
  nat: (manip, from, to) => `${side(manip)} ${from} → ${to}`,
  ipvsScheduled: (scheduler, server) => `IPVS ${scheduler}：${server}`,
  ipvsFound: (server) => `IPVS 已有此连接：${server}`,
  ipvsRefused: (service) => `IPVS：${service} 没有可用的 server`,
  ipvsTranslated: (manip, from, to) => `IPVS：${side(manip)} ${from} → ${to}`,
  fragment: (pieces) => `分成 ${pieces} 个分片`,
  defrag: '分片重组完成',
  icmp: (name) => `生成 ${name}`,
  reassembly: '报文未能重组',
  deliver: (by) => `交付给 ${by}`,
  drop: (reason) => `丢弃：${reason}`,
  consume: '到此结束',
  fails: (rule, part) => `${rule}: ${part} 不符`,
  unsure: (rule, extension) => `${rule}: 不认识 ${extension}`,
  counts: (rule) => `${rule}: 只计数`,
  ends: (chain) => `${chain} 走完`,
  policy: (chain, verdict) => `${chain} 默认策略 ${verdict}`,
};

const TUNNEL = { vxlan: ' VXLAN ', ipip: '外层 IPv4 ' } as const;
