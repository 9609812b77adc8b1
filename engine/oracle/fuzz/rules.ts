// Random iptables rules, in the words of every match and target that has a generator here.

import { BUILTIN_CHAINS } from '../../kernel/netfilter/x_tables_hooks.ts';
import type { TableKind } from '../../trace/rows.ts';
import type { Lots } from './lots.ts';

/** What rules can speak of. */
export interface Vocabulary {
  readonly devices: readonly string[];
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

type Protocol = 'icmp' | 'udp' | 'tcp' | null;

interface Draft {
  readonly lots: Lots;
  readonly words: Vocabulary;
  readonly table: TableKind;
  readonly chain: string;
  readonly protocol: Protocol;
}

const not = (lots: Lots) => (lots.chance(25) ? '! ' : '');
const states = (lots: Lots) => {
  const some = lots.some(['INVALID', 'NEW', 'RELATED', 'ESTABLISHED'], 40);
  return some.length > 0 ? some.join(',') : 'NEW';
};
const range = (lots: Lots, ports: readonly number[]) => {
  const low = lots.pick(ports);
  return lots.chance(70) ? `${low}` : `${low}:${Math.min(65535, low + 1000)}`;
};

/** By the match's name; null where the rule's protocol does not allow it. */
export const MATCH_WORDS: Readonly<Record<string, (draft: Draft) => string | null>> = {
  addrtype: ({ lots }) =>
    `-m addrtype ${not(lots)}--${lots.pick(['src', 'dst'])}-type ${lots.pick(['LOCAL', 'UNICAST', 'BROADCAST', 'LOCAL,BROADCAST'])}`,
  comment: () => '-m comment --comment "by lot"',
  conntrack: ({ lots }) => `-m conntrack ${not(lots)}--ctstate ${states(lots)}`,
  icmp: ({ lots, protocol }) =>
    protocol === 'icmp'
      ? `-m icmp ${not(lots)}--icmp-type ${lots.pick(['8', '0', '3', '3/3', '11', 'any'])}`
      : null,
  mark: ({ lots }) => `-m mark ${not(lots)}--mark ${lots.pick(['0x0', '0x1', '0x1/0x1', '0x2/0x3'])}`,
  multiport: ({ lots, words, protocol }) =>
    protocol === 'udp' || protocol === 'tcp'
      ? `-m multiport ${not(lots)}--${lots.pick(['sports', 'dports', 'ports'])} ${lots.pick(words.ports)},${range(lots, words.ports)}`
      : null,
  state: ({ lots }) => `-m state ${not(lots)}--state ${states(lots)}`,
  statistic: ({ lots }) => {
    const every = lots.between(2, 3);
    return `-m statistic --mode nth --every ${every} --packet ${lots.below(every)}`;
  },
  tcp: ({ lots, words, protocol }) =>
    protocol === 'tcp'
      ? `-m tcp ${not(lots)}--${lots.pick(['sport', 'dport'])} ${range(lots, words.ports)}`
      : null,
  udp: ({ lots, words, protocol }) =>
    protocol === 'udp'
      ? `-m udp ${not(lots)}--${lots.pick(['sport', 'dport'])} ${range(lots, words.ports)}`
      : null,
};

function natRange({ lots, words, protocol }: Draft): string {
  const port =
    protocol === 'udp' || protocol === 'tcp'
      ? lots.pick(['', `:${lots.pick(words.ports)}`, ':2000-2003'])
      : '';
  return `${lots.pick(words.addresses)}${port}`;
}

const REJECTIONS = [
  'icmp-port-unreachable',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
  'icmp-net-unreachable',
];

/** By the target's name; null where it must not stand. A user chain of nat belongs to one side: D is for destinations, S for sources. */
export const TARGET_WORDS: Readonly<Record<string, (draft: Draft) => string | null>> = {
  DNAT: (draft) =>
    draft.table === 'nat' && /^(PREROUTING|OUTPUT|D)/.test(draft.chain)
      ? `-j DNAT --to-destination ${natRange(draft)}`
      : null,
  SNAT: (draft) =>
    draft.table === 'nat' && /^(POSTROUTING|INPUT|S)/.test(draft.chain)
      ? `-j SNAT --to-source ${natRange(draft)}`
      : null,
  MASQUERADE: ({ table, chain }) =>
    table === 'nat' && /^(POSTROUTING|S)/.test(chain) ? '-j MASQUERADE' : null,
  MARK: ({ lots }) =>
    `-j MARK ${lots.pick(['--set-xmark 0x1/0xffffffff', '--set-xmark 0x2/0x2', '--set-xmark 0x0/0x1'])}`,
  REJECT: ({ table, lots }) =>
    table === 'filter' ? `-j REJECT --reject-with ${lots.pick(REJECTIONS)}` : null,
  TRACE: () => null,
};

const TARGETS_BY_WEIGHT: Readonly<Record<TableKind, readonly (readonly [number, string])[]>> = {
  raw: [
    [4, 'ACCEPT'],
    [1, 'DROP'],
    [2, 'RETURN'],
    [4, 'MARK'],
    [6, 'jump'],
    [1, ''],
  ],
  mangle: [
    [3, 'ACCEPT'],
    [1, 'DROP'],
    [2, 'RETURN'],
    [8, 'MARK'],
    [6, 'jump'],
    [1, ''],
  ],
  nat: [
    [2, 'ACCEPT'],
    [2, 'RETURN'],
    [2, 'MARK'],
    [6, 'jump'],
    [8, 'DNAT'],
    [4, 'SNAT'],
    [6, 'MASQUERADE'],
    [1, ''],
  ],
  filter: [
    [8, 'ACCEPT'],
    [2, 'DROP'],
    [3, 'RETURN'],
    [4, 'MARK'],
    [8, 'jump'],
    [3, 'REJECT'],
    [1, ''],
  ],
  security: [
    [8, 'ACCEPT'],
    [2, 'DROP'],
    [3, 'RETURN'],
    [4, 'MARK'],
    [8, 'jump'],
    [1, ''],
  ],
};

/** Chains that a rule of this one may jump to: later ones only, so that none comes round. */
function jumpable(table: TableKind, chain: string, users: readonly string[]): string[] {
  const later = users.slice(users.indexOf(chain) + 1);
  if (table !== 'nat') return [...later];
  const side = /^(PREROUTING|OUTPUT|D)/.test(chain) ? 'D' : 'S';
  return chain === 'INPUT' ? [] : later.filter((name) => name.startsWith(side));
}

function target(draft: Draft, users: readonly string[]): string {
  const { lots, table, chain } = draft;
  const name = lots.weighted(TARGETS_BY_WEIGHT[table]);
  if (name === '') return '';
  if (name !== 'jump') return TARGET_WORDS[name] ? (TARGET_WORDS[name](draft) ?? '') : `-j ${name}`;
  const chains = jumpable(table, chain, users);
  return chains.length === 0 ? '' : `${lots.chance(20) ? '-g' : '-j'} ${lots.pick(chains)}`;
}

const hasInput = (chain: string) => !['OUTPUT', 'POSTROUTING'].includes(chain);
const hasOutput = (chain: string) => !['PREROUTING', 'INPUT'].includes(chain);

function rule(
  lots: Lots,
  words: Vocabulary,
  table: TableKind,
  chain: string,
  users: readonly string[],
): string {
  const protocol = lots.weighted<Protocol>([
    [5, null],
    [3, 'icmp'],
    [3, 'udp'],
    [1, 'tcp'],
  ]);
  const draft = { lots, words, table, chain, protocol };
  const address = () => `${lots.pick(words.addresses)}${lots.pick(['', '/24', '/31'])}`;
  const matches = lots.some(Object.keys(MATCH_WORDS), 9).map((name) => MATCH_WORDS[name]!(draft));
  return [
    `-A ${chain}`,
    lots.chance(20) ? `${not(lots)}-s ${address()}` : '',
    lots.chance(20) ? `${not(lots)}-d ${address()}` : '',
    hasInput(chain) && lots.chance(12) ? `${not(lots)}-i ${lots.pick(words.devices)}` : '',
    hasOutput(chain) && lots.chance(12) ? `${not(lots)}-o ${lots.pick(words.devices)}` : '',
    protocol === null ? '' : `-p ${protocol}`,
    ...matches,
    target(draft, users),
  ]
    .filter(Boolean)
    .join(' ');
}

function tableText(lots: Lots, words: Vocabulary, table: TableKind): string {
  const users = (table === 'nat' ? ['D1', 'D2', 'S1'] : ['U1', 'U2', 'U3']).slice(0, lots.between(0, 3));
  const builtin = BUILTIN_CHAINS[table];
  const policy = () => (table !== 'nat' && lots.chance(4) ? 'DROP' : 'ACCEPT');
  const rules = [...builtin, ...users].flatMap((chain) =>
    Array.from(
      {
        length: lots.weighted([
          [3, 0],
          [3, 1],
          [3, 2],
          [1, 4],
        ]),
      },
      () => rule(lots, words, table, chain, users),
    ),
  );
  return [
    `*${table}`,
    ...builtin.map((chain) => `:${chain} ${policy()} [0:0]`),
    ...users.map((chain) => `:${chain} - [0:0]`),
    ...rules,
    'COMMIT',
    '',
  ].join('\n');
}

export function randomRules(lots: Lots, words: Vocabulary): string {
  const tables = lots.some(Object.keys(BUILTIN_CHAINS) as TableKind[], 55);
  return tables.map((table) => tableText(lots, words, table)).join('');
}
