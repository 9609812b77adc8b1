// The other stages of a packet's way, in a sentence each.
import type { TcpState } from '../../trace/events.ts';
import { link } from '../sentence.ts';
import type { Speech } from '../speech.ts';

export const stages: Speech['stages'] = {
  packet: '报文',
  send: (by, packet) => [`${by} 把自己的报文交给协议栈：${packet}。`],
  transmit: (device, packet) => [device, ` 发送 ${packet}。`],
  receive: (device, packet) => [device, ` 收到了 ${packet}。`],
  command: (by, code) => [{ code: by }, code === 0 ? ' 已执行。' : ` 执行失败：退出码 ${code}。`],
  segment: (wire, to, flooded) => {
    const names = to.join('、') || '无人';
    return [
      flooded
        ? `在 ${wire} 上：人人都会收到（${names}）。`
        : `在 ${wire} 上：交换机知道目的 MAC 属于 ${names}。`,
    ];
  },
  veth: (device, peer) => [device, ' 是 veth pair 的一端：它发出的，由 ', peer, ' 在自己的命名空间里收到。'],
  ttl: (before, after) => [`本机转发这个报文，是途中的一台路由器：TTL 由 ${before} 减为 ${after}。`],
  conntrack({ action, state }, entry) {
    switch (action) {
      case 'new':
        return ['没有连接使用这个五元组：新建一个（NEW）。只有第一个报文走完全程，它才会保留下来。'];
      case 'found':
        return ['报文属于已知的连接（', link('条目', entry), `）：${state}。不会再查 nat 表。`];
      case 'related':
        return ['它引用的报文属于已知的连接（', link('条目', entry), '）：RELATED。'];
      case 'confirm':
        return ['第一个报文走完了所有钩子：连接写入 conntrack，得到一个', link('条目', entry), '。'];
      case 'invalid':
        return ['它既不能新建连接，也不属于任何连接：INVALID。'];
      case 'untracked':
        return ['它不需要跟踪：有规则这样规定，或者由 IPVS 决定（net.ipv4.vs.conntrack 为 0）。'];
    }
  },
  nat: ({ manip, from, to, answers }, entry) => [
    answers ? '这是对一个地址被转换的连接的应答，所以要转换回来：' : '连接的地址被转换：',
    `${manip === 'src' ? '源' : '目的'} ${from} 改为 ${to}`,
    answers ? (manip === 'src' ? '，即当初访问的地址（' : '，即发起访问的一方（') : '（',
    link('conntrack 条目', entry),
    '）。',
  ],
  fragment: (mtu, pieces) => [`报文超过 MTU ${mtu}，并且允许分片：分成 ${pieces} 个分片。`],
  defrag: (length) => [`最后一个分片到了：报文重组完成，共 ${length} 字节。`],
  reassembly: (pieces) => [`报文的 ${pieces} 个分片在等待其余部分，而其余部分没有来。`],
  icmp(about, name) {
    switch (about) {
      case 'echo':
        return ['内核自己回答 echo request：数据相同，地址对调，TTL 用自己的。'];
      case 'timestamp':
        return ['内核自己回答 timestamp 请求：请求何时发出、何时收到、应答何时发出。'];
      case 'error':
        return [`内核通知发送方：${name}，并引用原报文的头部。差错报文用哪个源地址，由回程路由决定。`];
      case 'turned':
        return [`隧道自己作答：${name}，就像是报文的目的主机说的。网桥上不一定有路由器可以来说这句话。`];
    }
  },
  tcp({ by, was, state }) {
    if (was === state) return [`${by} 的连接收下这个报文段，状态仍是 ${state}。`];
    const meaning = TCP_MEANING[state];
    return [`${by} 的连接由 ${was} 变为 ${state}${meaning === undefined ? '' : `：${meaning}`}。`];
  },
  deliver: (by, packet) => [`${by} 的 socket 得到 ${packet}。`],
  consume: ['报文完成了使命。'],
};

const TCP_MEANING: Readonly<Partial<Record<TcpState, string>>> = {
  SYN_RECV: '有人要建立连接，以 SYN ACK 回答',
  ESTABLISHED: '双方都知道对方能收到自己',
  CLOSE_WAIT: '对方不再发送',
  FIN_WAIT2: '对方已经知道我们不再发送',
  TIME_WAIT: '双方都已关闭，再等一等迟到的报文段',
  CLOSE: '连接结束',
};
