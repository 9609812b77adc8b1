// Whatever a decision had to choose from: why it counted, or did not.

import type { Speech } from '../speech.ts';
import type { Seen } from '../values.ts';

const WON = {
  only: '唯一包含该地址的路由',
  longest: '包含该地址的最长前缀',
  metric: '最长前缀，其中 metric 最小',
  first: '最长前缀，其中排在最前',
} as const;

const SEEN: Readonly<Record<Seen['of'], (value: string) => string>> = {
  source: (value) => `源地址是 ${value}`,
  destination: (value) => `目的地址是 ${value}`,
  in: (value) => `从 ${value} 进入`,
  out: (value) => `将从 ${value} 发出`,
  protocol: (value) => `协议是 ${value}`,
  fragment: (value) => `分片偏移是 ${value}`,
  addresses: (value) => `地址是 ${value}`,
  nothing: () => '不检查任何内容',
  state: (value) => `连接状态是 ${value}`,
  icmp: (value) => `ICMP 类型/代码 ${value}`,
  length: (value) => `长度为 ${value} 字节`,
  memory: () => '由该匹配自己记住的内容决定',
  mac: (value) => `发送方的 MAC 是 ${value}`,
  mark: (value) => `标记是 ${value}`,
  ports: (value) => `端口是 ${value}`,
  uid: (value) => `socket 的用户是 ${value}`,
  physdev: (value) => `网桥端口是 ${value}`,
  set: (value) => `向 ipset 查询 ${value}`,
  tos: (value) => `TOS 是 ${value}`,
  ttl: (value) => `TTL 是 ${value}`,
  elsewhere: () => '由报文之外的信息决定',
};

const NONE: Readonly<Partial<Record<Seen['of'], string>>> = {
  in: '这里没有入口设备',
  out: '还没有出口设备',
  state: '未被跟踪',
  ports: '没有这样的端口',
  icmp: '不是 ICMP 报文',
  uid: '不属于本机的任何 socket',
};

export const weighing: Speech['weighing'] = {
  seen: ({ of, value }) => [value === null ? (NONE[of] ?? SEEN[of]('?')) : SEEN[of](value)],
  routeWins: (won, length) => [`/${length}：${WON[won]}`],
  routeLoses: (lost, own, won) => {
    switch (lost) {
      case 'prefix-shorter':
        return [own && won ? `/${own.length} 比 /${won.length} 短` : '前缀更短'];
      case 'metric-higher':
        return [own && won ? `metric ${own.metric} 大于 ${won.metric}` : 'metric 更大'];
      case 'later-row':
        return ['前缀和 metric 相同，但排在后面'];
      case 'device-down':
        return [own?.dev ? `${own.dev} 处于 down` : '它的设备处于 down'];
      case 'other-device':
        return [own?.dev ? `经过 ${own.dev}，而要求的是另一个设备` : '要求的是另一个设备'];
    }
  },
  otherRows: (table, count) => `表 ${table} 的其余 ${count} 条路由`,
  notContaining: (address) => [`不包含 ${address}`],
  otherEntries: (bridge, count) => `${bridge} 的其余 ${count} 个表项`,
  otherMacs: ['属于别的 MAC 地址'],
  sameMac: (mac) => [`目的 MAC 是 ${mac}`],
  everyMac: ['代表所有没有表项的 MAC 地址'],
  noEntry: ['没有这个 MAC 地址的表项'],
  group: ['表示所有人：不查 FDB'],
  portGets: ['得到一份副本'],
  portGave: ['帧就是从它进来的'],
  portDown: ['它不转发：处于 down，或没有 carrier'],
  nobodyKnown: ['没有表项：必须通过 ARP 询问它的 MAC 地址'],
  neighbour: (state, lladdr) => [lladdr === null ? `${state}：MAC 地址未知` : `${state}，位于 ${lladdr}`],
  otherDevice: (dev) => [`地址相同，但在 ${dev} 后面`],
  otherNeighbours: (count) => `其余 ${count} 个表项`,
  otherAddresses: ['属于别的地址'],
};
