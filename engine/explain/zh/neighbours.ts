// The layer below IP: bridges, ARP, neighbour entries.

import { type Fragment, link, listed } from '../sentence.ts';
import type { Speech } from '../speech.ts';

const ports = (names: readonly Fragment[]) =>
  listed(
    names.map((name) => [name]),
    '、',
  );

const ARP = {
  request: '询问谁拥有这个地址。',
  reply: '被询问的是本机地址，内核用这个设备的 MAC 回答，同时把询问者记为邻居（STALE）。',
  proxy:
    'proxy_arp：发往被询问地址的报文本机会从另一个设备转发出去，所以由本机代为回答，之前随机等待至多 proxy_delay。',
  learn: '这是对先前询问的回答：邻居变为 REACHABLE，等待它的报文随即发出。',
  ignore: '被询问的不是本机地址：不回答。',
} as const;

export const neighbours: Speech['neighbours'] = {
  learns: (bridge, port) => [`${bridge} 记下：发送方的 MAC 在端口 `, port, ' 后面。'],
  floods: ({ to, group, up }) => [
    group ? '目的地址是所有人' : 'FDB 里没有目的 MAC',
    ...(to.length > 0 ? ['：从其他所有端口发出（', ...ports(to), '）'] : ['，而又没有别的端口']),
    up ? '。这个帧也上送本机的协议栈。' : '。',
  ],
  takesUp: (entry) => ['目的 MAC 是网桥自己的（', link('FDB 表项', entry), '）：帧上送 IP 协议栈。'],
  forwards: (entry, to) => ['目的 MAC 的 ', link('FDB 表项', entry), '指向 ', ...ports(to), '。'],
  turnsBack: (entry) => [link('FDB 表项', entry), '指向帧进来的那个端口：不再转发。'],
  arp: (action) => [ARP[action]],
  known: (nexthop, lladdr, state) => [
    '下一跳 ',
    nexthop,
    ` 的 MAC 是 ${lladdr}（${state}），写入链路层头部。`,
  ],
  waits: (nexthop) => [`下一跳 ${nexthop} 的 MAC 未知。报文等待，先发出 ARP 请求。`],
  timer(who, { state, asks }) {
    if (asks && state === 'INCOMPLETE')
      return [who, ` 还没有回答：发出第 ${asks.nth} 个 ARP 请求，共 ${asks.of} 个。`];
    if (asks)
      return [
        who,
        ` 的表项已被使用，却一直没有得到确认：内核发出询问，第 ${asks.nth} 次，共 ${asks.of} 次。`,
      ];
    if (state === 'REACHABLE') return ['有一阵没有 ', who, ' 的消息了：表项变为 STALE，但仍会使用。'];
    return [
      '对 ',
      who,
      ` 的 ARP 请求都没有得到回答：表项变为 FAILED${state === 'INCOMPLETE' ? '，等待它的报文被丢弃' : ''}。`,
    ];
  },
};
