// Which route won, which lost, and where a source address comes from.
import type { RouteLost } from '../../trace/events.ts';
import { link, listed } from '../sentence.ts';
import type { Speech } from '../speech.ts';

const LOST: Readonly<Record<RouteLost, string>> = {
  'prefix-shorter': '前缀较短',
  'metric-higher': 'metric 较大',
  'later-row': '排在后面',
  'device-down': '设备 down',
  'other-device': '设备不符',
};

export const routes: Speech['routes'] = {
  decided: ({ daddr, row, longest, gateway, device }) => [
    `到 ${daddr}：`,
    ...(row === null ? ['没有匹配的路由'] : ['匹配 ', row]),
    longest ? '，它是包含该地址的最长前缀。' : '。',
    gateway === null ? '因此目的地直连在 ' : `因此下一跳是 ${gateway}，出口设备是 `,
    device,
    gateway === null ? ' 上。' : '。',
  ],
  lost: (rows) => [
    '包含它的还有 ',
    ...listed(
      rows.map(({ row, why }) => [row, `（${LOST[why]}）`]),
      '、',
    ),
    '。',
  ],
  source: (saddr, dev) => [
    `报文还没有源地址，于是用 ${saddr}，即${dev === null ? '路由指定的地址' : `出口设备 ${dev} 的地址`}。`,
  ],
  ownAddress: (daddr, row, device) => [
    `${daddr} 是`,
    link('本机自己的地址', row),
    '：报文留在本机，经过 ',
    device,
    '。',
  ],
  local: (daddr, row) => [`${daddr} 是`, link('本机地址', row), '：报文进入 INPUT。'],
  broadcast: (daddr) => [`${daddr} 是广播地址：报文也是发给本机的。`],
  none: (daddr, errno) => [`没有到 ${daddr} 的路由（${errno}）。`],
};
