// What goes into tunnels and comes out of them.

import { link } from '../sentence.ts';
import type { Speech } from '../speech.ts';

const ANEW = '从这里起它是本机发出的新报文：要经过 OUTPUT 和 POSTROUTING。';

export const tunnels: Speech['tunnels'] = {
  fdbUnknown: (device, mac) => [device, ` 的 FDB 里没有目的 MAC ${mac} 的表项。`],
  fdbFound: ({ entry, device, mac, remote, host }) => [
    device,
    ` 里目的 MAC ${mac} 的 `,
    link('FDB 表项', entry),
    `指出该发给哪台主机：${remote}${host === null ? '' : `（${host}）`}。`,
  ],
  vxlanOn: (remote, port, vni, sport) => [
    [`整个帧成为 UDP 数据报的载荷，发往 ${remote} 的端口 ${port}，VNI 为 ${vni}。`],
    [`源端口 ${sport} 由内层流的哈希得出。${ANEW}`],
  ],
  vxlanOff: (port, vni, device) => [
    `UDP 端口 ${port} 是 VXLAN 的 socket。VNI 为 ${vni} 的设备是 `,
    device,
    '：外层头部去掉，内层的帧从它进来。',
  ],
  ipipOn: (remote, ttl, inherited) => [
    [`整个报文成为另一个 IPv4 报文（协议号 4）的载荷，发往 ${remote}。`],
    [`它的 TTL 是 ${ttl}${inherited ? '，与内层报文相同' : ''}。${ANEW}`],
  ],
  ipipOff: (device) => [
    '协议号 4 是 IPv4 in IPv4。对应这两个地址的隧道是 ',
    device,
    '：外层头部去掉，内层报文从它进来，TTL 不变。',
  ],
};
