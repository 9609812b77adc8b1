// The kernel's reasons for dropping a packet, in words a person understands.
import type { DropReason } from '../../trace/events.ts';
import { link, listed } from '../sentence.ts';
import type { Speech } from '../speech.ts';

/** What the engine adds where the kernel has no name for the reason. What is not here is a code or an address. */
const DETAILS: readonly (readonly [RegExp, string])[] = [
  [/^the way to the remote is (\S+) itself$/, '去往隧道对端的路由就是 $1 自己'],
  [/^no tunnel here is for its two addresses$/, '这里没有对应这两个地址的隧道'],
  [/^no VXLAN header$/, '没有 VXLAN 头'],
  [/^(\S+) is written down elsewhere$/, '$1 被固定记在别处'],
  [/^it comes from outside, and the server has a loopback address$/, '它来自外部，而 real server 是回环地址'],
  [
    /^its source is a loopback address, and the server is elsewhere$/,
    '源地址是回环地址，而 real server 在别处',
  ],
  [/^no port$/, '没有端口可用'],
  [
    /^EACCES: a broadcast by a socket without SO_BROADCAST$/,
    'EACCES：socket 没有设置 SO_BROADCAST 就发送广播',
  ],
  [/^its route is (\w+)$/, '它的路由类型是 $1'],
  [/^(\S+) takes no frame so long \(MTU (\d+)\)$/, '$1 不收这么长的帧（MTU $2）'],
  [/^(\S+) is down$/, '$1 处于 down'],
  [/^broadcast$/, '它是广播'],
  [/^no time$/, '没有时间戳'],
  [/^not addressed to this host$/, '它不是发给本机的'],
  [/^the connection was closed, and conntrack still has it$/, '连接已经关闭，而 conntrack 里还有它'],
  [/^the server this connection has is no longer there$/, '这个连接的 real server 已经不在了'],
  [/^the service has no server$/, '这个 service 没有 real server'],
];

function translated(detail: string): string {
  const [pattern, text] = DETAILS.find(([known]) => known.test(detail)) ?? [];
  return pattern && text ? detail.replace(pattern, text) : detail;
}

type Tell = (detail: string) => string;

const always =
  (text: string): Tell =>
  () =>
    text;

const reasons: Readonly<Record<DropReason, Tell>> = {
  NOT_SPECIFIED: (detail) => (detail === '' ? '内核没有给出原因。' : `报文无法继续：${translated(detail)}。`),
  NO_SOCKET: (detail) =>
    detail.startsWith('tcp')
      ? `没有进程监听端口 ${detail.slice(4)}。以 RST 通知发送方。`
      : `没有进程监听端口 ${detail.slice(4)}。通知发送方：port unreachable。`,
  FRAG_REASM_TIMEOUT: always('这个报文的其余分片没有在 30 秒内到达（ipfrag_time）。'),
  TCP_INVALID_SEQUENCE: always('这个报文段不是连接接下来所期待的。'),
  TCP_FLAGS: always('连接处于这个状态时，带这些标志的报文段没有意义。'),
  NETFILTER_DROP: (detail) =>
    detail.startsWith('IPVS: ')
      ? `IPVS 不让它继续：${translated(detail.slice('IPVS: '.length))}。`
      : detail === 'connection clash'
        ? '另一个报文已经用同样的地址和端口建立了连接。'
        : `${detail} 里的规则或默认策略决定 DROP。`,
  OTHERHOST: always('帧的目的 MAC 是别的主机的；本机只是碰巧看到了它。'),
  IP_RPFILTER: always('rp_filter：回到源地址的路由不经过报文进来的那个设备。'),
  IP_NOPROTO: always('本机没有处理这个协议的程序。'),
  IP_INHDR: (detail) => (detail === 'ttl' ? 'TTL 用尽：路由器不能转发 TTL 为 0 的报文。' : 'IP 头不可接受。'),
  IP_OUTNOROUTES: always('没有到目的地址的路由。'),
  IP_INNOROUTES: always('没有到目的地址的路由。通知发送方：net unreachable。'),
  IP_INADDRERRORS: (detail) =>
    detail === 'ip_forward'
      ? '报文是给别人的，而本机不转发（ip_forward 为 0）。不通知任何人。'
      : '到目的地址的路由是 unreachable。',
  IP_LOCAL_SOURCE: always('源地址是本机自己的地址，报文却来自外部。'),
  IP_INVALID_SOURCE: always('带这个源地址的报文不应该从这个设备进来（martian）。'),
  IP_LOCALNET: always('回环地址不能出现在线路上。'),
  NEIGH_FAILED: (detail) => `对 ${detail} 的三次 ARP 请求都没有人回答。`,
  NEIGH_QUEUEFULL: always('等待同一个邻居的报文太多了。'),
  UNHANDLED_PROTO: always('本机没有处理这种帧的程序。'),
  DEV_READY: (detail) => (detail === 'no cable' ? '网卡没有插网线。' : `${detail} 处于 down。`),
  QDISC_DROP: (detail) =>
    `${detail} 没有 carrier：它后面没有任何设备是 up 的。因此它也没有队列，帧不会发出。`,
  PKT_TOO_BIG: (detail) => `报文超过 ${detail} 的 MTU，而且不允许分片（DF）。`,
  VXLAN_VNI_NOT_FOUND: (detail) => `这里没有 VNI 为 ${detail} 的 VXLAN 设备。`,
  NO_TX_TARGET: (detail) => `FDB 里没有 ${detail} 的表项，设备不知道该发给哪台主机。不通知任何人。`,
  LOCAL_MAC: always('帧的源 MAC 是本设备自己的：它绕回来了。'),
  RECURSION_LIMIT: always('报文在本机内部兜圈子。'),
  IP_TUNNEL_ECN: always('外层头部表明途中发生了拥塞，而内层报文无法携带这种标记。'),
};

export const drops: Speech['drops'] = {
  dropped: (reason, detail) => [`丢弃：${reasons[reason](detail)}`],
  neighbourSays: (nexthop, entry) => ['这个 MAC 来自 ', link(`${nexthop} 的邻居表项`, entry), '。'],
  fdbKnows: (entries) => [
    'FDB 认识的有 ',
    ...listed(
      entries.map(({ mac, at }) => [mac, `（在 ${at}）`]),
      '、',
    ),
    '。',
  ],
};
