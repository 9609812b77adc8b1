// Tables of iptables, and their rules tried one after another.
import type { WalkOutcome } from '../../trace/events.ts';
import { link, listed } from '../sentence.ts';
import type { Speech } from '../speech.ts';
import type { Found, Rule, SetAsked } from '../values.ts';

const decider = (by: Rule | null) =>
  by === null
    ? '没有规则'
    : link(by.num === 0 ? `${by.chain} 的默认策略` : `${by.chain} 的第 ${by.num} 条规则`, by.to);

const asked = ({ sides }: SetAsked) => (sides.length > 0 ? `（${sides.join('，')}）` : '');

const answer = (set: SetAsked) => `ipset ${set.name} ${set.inverted ? '里有' : '里没有'}该报文${asked(set)}`;

const WHAT = {
  source: '源地址是',
  destination: '目的地址是',
  protocol: '协议号是',
  mark: '标记是',
  in: '入口设备是',
  out: '出口设备是',
  state: '报文的状态是',
} as const;

const NONE = { in: '（无）', out: '（无）', state: '未跟踪' } as const;

function failed(part: string, found: Found | null): string {
  if (found === null) return `${part} 不符`;
  if (found.of === 'sets')
    return `${part} 不符：${found.sets.map(answer).join('，或者 ') || '没有 ipset 含有该报文'}`;
  const value =
    found.of === 'in' || found.of === 'out' || found.of === 'state'
      ? (found.value ?? NONE[found.of])
      : found.value;
  return `${part} 不符：${WHAT[found.of]} ${value}`;
}

function outcome(came: WalkOutcome, chain: string): string {
  switch (came.kind) {
    case 'jump':
      return `转到链 ${came.chain}。`;
    case 'verdict':
      return came.verdict === 'ACCEPT' ? '接受报文，这张表到此结束。' : `${came.verdict}：报文到此为止。`;
    case 'continue':
      return `${came.target === '' ? '只计数' : `执行 ${came.target}`}，然后继续下一条规则。`;
    case 'unsure':
      return `已知的部分都符合，但 ${came.extension} 不受支持：Linux 会怎么做不得而知，继续下一条规则。`;
    case 'nat':
      return `${came.target} 确定了这个连接的地址转换。`;
    case 'return':
      return `从 ${chain} 返回调用它的地方。`;
    case 'end':
    case 'policy':
      return '链走完了。';
  }
}

export const walks: Speech['walks'] = {
  matches: ({ num, chain, to }, came) => [
    link(`${chain} 的第 ${num} 条规则`, to),
    `匹配：${outcome(came, chain)}`,
  ],
  fails: ({ num, chain, to }, part, found) => [
    link(`${chain} 的第 ${num} 条规则`, to),
    `不匹配：${failed(part, found)}。`,
  ],
  setMatched: (set, to) => [
    link(`ipset ${set.name}`, to),
    ` ${set.inverted ? '里没有' : '里有'}该报文${asked(set)}。`,
  ],
  policy: (chain, to, verdict) => [link(`${chain} 的默认策略`, to), `决定：${verdict}。`],
  returns: (chain) => [`${chain} 里没有更多规则：返回调用它的链。`],
  table: ({ hook, table, verdict, by }, tried) => [
    `钩子 ${hook}，表 ${table}：${tried < 2 ? '没有适用的规则' : `共尝试 ${tried} 项（规则和链尾）`}，由 `,
    decider(by),
    `决定：${verdict}。`,
  ],
  calledByBridge: [
    '调用这个钩子的是网桥，而且在它决定把帧发往哪里之前（net.bridge.bridge-nf-call-iptables 为 1）。',
  ],
  tables: (walked) => [
    'iptables：',
    ...listed(
      walked.map(({ hook, table, verdict, by }) => [`${hook} ${table} 由 `, decider(by), `决定 ${verdict}`]),
      '；',
    ),
    '。',
  ],
};
