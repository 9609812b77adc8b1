// Random iptables rules, in the words of every match and target that has a generator.
import { BUILTIN_CHAINS } from '../../kernel/netfilter/x_tables_hooks.ts';
import type { TableKind } from '../../trace/rows.ts';
import { type Draft, not, type Protocol, type Vocabulary } from './draft.ts';
import type { Lots } from './lots.ts';
import { MATCH_WORDS } from './matches.ts';
import { TARGET_WORDS, TARGETS_BY_WEIGHT } from './targets.ts';

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

/** A few matches; what the target brings along is not said twice. */
function matches(draft: Draft, target: string): string[] {
  return draft.lots
    .some(Object.keys(MATCH_WORDS), 5)
    .map((name) => MATCH_WORDS[name]!(draft) ?? '')
    .filter((words) => !(target.startsWith('-m tcp') && words.startsWith('-m tcp')));
}

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
    [4, 'tcp'],
  ]);
  const draft = { lots, words, table, chain, protocol };
  const address = () => `${lots.pick(words.addresses)}${lots.pick(['', '/24', '/31', '/255.0.255.0'])}`;
  const action = target(draft, users);
  return [
    `-A ${chain}`,
    lots.chance(18) ? `${not(lots)}-s ${address()}` : '',
    lots.chance(18) ? `${not(lots)}-d ${address()}` : '',
    hasInput(chain) && lots.chance(12) ? `${not(lots)}-i ${lots.pick(words.devices)}` : '',
    hasOutput(chain) && lots.chance(12) ? `${not(lots)}-o ${lots.pick(words.devices)}` : '',
    protocol === null ? '' : `-p ${protocol}`,
    lots.chance(2) ? `${not(lots)}-f` : '',
    ...matches(draft, action),
    action,
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
