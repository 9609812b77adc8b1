// What would have to be different for a packet that was dropped to go on.
import { link, listed, type Sentence } from '../sentence.ts';
import type { Speech } from '../speech.ts';
import type { Rule } from '../values.ts';

const always = (text: string): Sentence => [text];

const ruleLink = ({ num, chain, to }: Rule) => link(`${chain} 的第 ${num} 条规则`, to);

export const remedies: Speech['remedies'] = {
  rule: (by, accept, remove) => [
    '在 ',
    ruleLink(by),
    '之前要有一条规则接受它：',
    accept,
    '；或者去掉那条规则：',
    remove,
    '。',
  ],
  comment: (text) => [`这条规则的注释写着：“${text}”。`],
  policy: ({ chain, to }, accept, policy) => [
    '在 ',
    link(`${chain} 的默认策略`, to),
    '之前没有规则作出决定。要有一条规则接受它：',
    accept,
    '；或者默认策略改为 ACCEPT：',
    policy,
    '。',
  ],
  redirect: always('无需改变：对做了地址转换的连接，ICMP redirect 没有意义，所以从不放行。'),
  clash: always('另一个报文要晚一些到，或者这个报文使用别的源端口。'),
  server: (command) => ['这个 service 要有 real server（就绪的 endpoint）：', command, '。'],
  serverGone: (command) => [
    '客户端要重新建立连接。执行 ',
    command,
    ' 后，IPVS 会忘记 real server 已消失的连接。',
  ],
  reuse: (command) => ['客户端要使用别的端口，或者让 IPVS 保留旧连接：', command, '。'],
  route: (address, command) => [`要有到 ${address} 的路由：`, command, '。'],
  someRoute: (address) => [`要有到 ${address} 的路由，经由知道去路的邻居。`],
  noRoute: (address) => [`要有到 ${address} 的路由。图中没有主机拥有该地址。`],
  withoutRoute: (row, command) => ['要去掉路由 ', row, '，或者有一条前缀更长的路由通向那里：', command, '。'],
  forwarding: (command) => ['本机要充当路由器：', command, '。'],
  rpFilter: (source, device, route, loose) => [
    `回到 ${source} 的路由要经过 ${device}：`,
    route,
    '；或者把 rp_filter 设为宽松模式：',
    loose,
    '。',
  ],
  ownSource: (address, command) => [
    `${address} 是本机的地址，发送方要使用别的源地址；或者让本机接受它：`,
    command,
    '。',
  ],
  anotherSource: (address) => [`发送方要使用一台主机的地址；${address} 不是。`],
  localnet: (device, command) => [
    `它的地址不能属于 127.0.0.0/8，或者允许 ${device} 承载这些地址：`,
    command,
    '。',
  ],
  listener: (protocol, port, address, command) => [
    `要有程序监听 ${address}（或所有地址 0.0.0.0）的 ${protocol} 端口 ${port}：`,
    command,
    '。',
  ],
  header: always('发送方要写出符合 RFC 791 的头部。'),
  ttl: always('发送方要用更大的 TTL，或者路径要更短。'),
  loop: (times) => [`报文已经到过这里 ${times} 次：它在兜圈子。途中某条路由要指向别处。`],
  nobodyHas: (address, device) => [
    '在 ',
    device,
    ` 所在的链路上要有主机拥有地址 ${address}。这个网络里没有人拥有它：要么指向它的路由错了，要么缺少这台主机。`,
  ],
  doesNotHear: (address, owner, where, device) => [
    `${address} 是 `,
    owner,
    `（${where}）的地址。它要能听到 `,
    device,
    ' 的询问，它的回答也要能回来：两者之间的链路和网桥都要是 up。',
  ],
  linksDown: (commands) => [
    '处于 down 的有：',
    ...listed(
      commands.map((command) => [command]),
      '，',
    ),
    '。',
  ],
  permanentNeighbour: (command) => ['手工添加的表项不需要询问任何人：', command, '。'],
  isDown: (device, where, command) => [device, `（${where}）要处于 up：`, command, '。'],
  queue: always('邻居要更早回答；最多有 101 个报文等待它（unres_qlen）。'),
  cable: (device) => [device, ' 要接到一个网段上。'],
  carrier: (device, commands) => [
    `${device} 后面要有设备是 up 的，例如：`,
    ...listed(
      commands.map((command) => [command]),
      '，',
    ),
    '。',
  ],
  noPorts: (device) => [`${device} 要有另一个 up 的端口；不在任何端口后面的目标，它无法到达。`],
  mtu: (length, mtu, commands) => [
    `报文有 ${length} 字节，而只容得下 ${mtu} 字节。发送方要发更小的报文，或允许分片（不设 DF）；或者增大 MTU：`,
    ...listed(
      commands.map((command) => [command]),
      '，',
    ),
    '。',
  ],
  vni: (vni, here) => [
    here.length === 0
      ? `本机要有 VNI 为 ${vni} 的 VXLAN 设备。现在一个也没有。`
      : `两端的 VNI 要相同：发送方使用 ${vni}，这里是 ${here.join('、')}。`,
  ],
  fdbEntry: (where, command) => [`这个 MAC 地址属于 ${where}。FDB 里要有它：`, command, '。'],
  nobodysMac: (mac) => [`这个网络里没有隧道使用 MAC 地址 ${mac}。给出它的邻居表项要改成别的地址。`],
  otherHost: (to, own) => [
    `这个帧是发给 ${to} 的；要被这里接收，目的地址应是 ${own}。这由发送方的邻居表项决定。`,
  ],
  protocol: (protocol) => [`这里要有处理协议 ${protocol} 的 socket 或隧道。`],
  etherType: (type) => [`这里要有处理类型 ${type} 的帧的程序。`],
  fragments: always('所有分片要在 net.ipv4.ipfrag_time 的 30 秒内到齐：途中丢了一片。'),
  sequence: always('它的序列号要落在连接的窗口内；它来晚了，或属于旧的连接。'),
  flags: always('连接要以 SYN 开始；这个报文段不属于这里已知的任何连接。'),
  ownMac: (mac) => [`要由别的设备发送：${mac} 是本设备自己的地址。两台主机的 MAC 相同，或者帧绕了回来。`],
  recursion: (device) => [`到外层地址的路由要经过 ${device} 以外的设备。`],
  ecn: always('内层报文要能携带拥塞标记（ECT）。'),
  tunnel: ([local, remote]) => [`这里要有 local 为 ${local}、remote 为 ${remote}（或 any）的隧道。`],
  vxlanHeader: always('这个数据报要有 VXLAN 头，且 I 标志置位。'),
  pinned: (mac) => [`${mac} 的表项是手工添加的，指向另一台主机；要去掉它，或者让它指向这台主机。`],
  loopbackServer: always('对外部客户端，real server 不能使用回环地址。'),
  loopbackSource: always('客户端不能使用回环源地址：real server 在另一台主机上。'),
  soBroadcast: always('socket 要设置 SO_BROADCAST（ping -b 会这样做）。'),
  broadcast: always('它要只发给本机：发给所有人的报文不会得到回答。'),
  noTime: always('请求里要带有发送时间。'),
  nothing: always('无需改变：在这里没有用处的报文就在这里结束。'),
};
