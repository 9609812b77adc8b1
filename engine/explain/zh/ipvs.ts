// What IPVS does with a packet.

import { link } from '../sentence.ts';
import type { Speech } from '../speech.ts';

export const ipvs: Speech['ipvs'] = {
  scheduled: (service, scheduler, server) => [
    service,
    ` 是 IPVS 的 virtual service。调度算法 ${scheduler} 把这个新连接交给 `,
    server,
    '。',
  ],
  found: (connection, server) => [
    'IPVS 已有',
    link('这个连接', connection),
    `：它的 real server 是 ${server}，不再重新调度。`,
  ],
  refused: (service) => [
    service,
    ' 是 IPVS 的 virtual service，但没有可以接受连接的 real server。通知发送方：port unreachable。',
  ],
  translated({ manip, from, to, local }, connection) {
    const entry = link('连接', connection);
    if (manip === 'src')
      return [`IPVS 把应答的源地址改成客户端请求的那个：源 ${from} 改为 ${to}（`, entry, '）。'];
    const on = local
      ? '那就是本机：报文继续交给本机的 socket。'
      : '从这里起它像本机发出的报文一样经过 OUTPUT 和 POSTROUTING，TTL 减一。';
    return [`IPVS 把 real server 写入报文：目的 ${from} 改为 ${to}（`, entry, `）。${on}`];
  },
};
