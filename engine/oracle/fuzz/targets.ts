// Words of random targets, one generator a target, and how often each table's rules have which.
import type { TableKind } from '../../trace/rows.ts';
import { addressRange, type Draft, hasPorts, portRange, sidesOf, type WordsByName } from './draft.ts';

/** Chains of nat belong to one side: D is for destinations, S for sources. */
const isDestinations = ({ table, chain }: Draft) => table === 'nat' && /^(PREROUTING|OUTPUT|D)/.test(chain);
const isSources = ({ table, chain }: Draft) => table === 'nat' && /^(POSTROUTING|INPUT|S)/.test(chain);

function natRange(draft: Draft): string {
  const { lots, words } = draft;
  const port = hasPorts(draft) ? lots.pick(['', `:${lots.pick(words.ports)}`, ':2000-2003']) : '';
  const address = lots.chance(25) ? addressRange(lots, words.addresses) : lots.pick(words.addresses);
  return `${address}${port}${lots.chance(10) ? ' --persistent' : ''}`;
}

const toPorts = (draft: Draft) =>
  hasPorts(draft) && draft.lots.chance(50)
    ? ` --to-ports ${portRange(draft.lots, draft.words.ports, '-')}`
    : '';

const REJECTIONS = [
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-proto-unreachable',
  'icmp-port-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
];

function reject({ table, lots, protocol }: Draft): string | null {
  if (table !== 'filter') return null;
  return `-j REJECT --reject-with ${protocol === 'tcp' && lots.chance(60) ? 'tcp-reset' : lots.pick(REJECTIONS)}`;
}

/** It wants to be sure that it sees nothing but SYNs. */
function tcpmss({ table, chain, protocol, lots }: Draft): string | null {
  if (table !== 'mangle' || protocol !== 'tcp') return null;
  const clamps = ['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain) && lots.chance(50);
  return `-m tcp --tcp-flags SYN,RST SYN -j TCPMSS ${clamps ? '--clamp-mss-to-pmtu' : `--set-mss ${lots.pick([200, 500, 1400])}`}`;
}

const MARKS = ['--set-xmark 0x1/0xffffffff', '--set-xmark 0x2/0x2', '--set-xmark 0x0/0x1'];
const MASKS = ['--nfmask 0xffffffff --ctmask 0xffffffff', '--nfmask 0x1 --ctmask 0x3'];

function connmark({ lots }: Draft): string {
  const moved = `--${lots.pick(['save', 'restore'])}-mark ${lots.pick(MASKS)}`;
  return `-j CONNMARK ${lots.pick([lots.pick(MARKS), moved, moved])}`;
}

function set({ lots, words }: Draft): string | null {
  if (words.sets.length === 0) return null;
  const chosen = lots.pick(words.sets);
  const what = lots.pick(['--add-set', '--add-set', '--del-set']);
  return `-j SET ${what} ${chosen.name} ${sidesOf(lots, chosen)}${what === '--add-set' && lots.chance(20) ? ' --exist' : ''}`;
}

const mangling = (words: (draft: Draft) => string) => (draft: Draft) =>
  draft.table === 'mangle' ? words(draft) : null;

export const TARGET_WORDS: WordsByName = {
  CLASSIFY: mangling(({ chain }) =>
    ['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain) ? '-j CLASSIFY --set-class 0001:0002' : '',
  ),
  CONNMARK: connmark,
  CT: ({ table }) => (table === 'raw' ? '-j CT --notrack' : null),
  DNAT: (draft) => (isDestinations(draft) ? `-j DNAT --to-destination ${natRange(draft)}` : null),
  DSCP: mangling(({ lots }) => `-j DSCP --set-dscp ${lots.pick(['0x00', '0x2e'])}`),
  LOG: () => '-j LOG --log-prefix "by lot: "',
  MARK: ({ lots }) => `-j MARK ${lots.pick(MARKS)}`,
  MASQUERADE: (draft) =>
    draft.table === 'nat' && /^(POSTROUTING|S)/.test(draft.chain) ? `-j MASQUERADE${toPorts(draft)}` : null,
  NETMAP: (draft) =>
    isDestinations(draft) || isSources(draft)
      ? `-j NETMAP --to ${draft.lots.pick(draft.words.addresses)}/${draft.lots.pick([24, 31, 32])}`
      : null,
  REDIRECT: (draft) => (isDestinations(draft) ? `-j REDIRECT${toPorts(draft)}` : null),
  REJECT: reject,
  SET: set,
  SNAT: (draft) => (isSources(draft) ? `-j SNAT --to-source ${natRange(draft)}` : null),
  TCPMSS: tcpmss,
  TOS: mangling(({ lots }) => `-j TOS --set-tos ${lots.pick(['0x10/0xff', '0x00/0x10', '0x08/0x3f'])}`),
  TRACE: () => null,
  TTL: mangling(
    ({ lots }) => `-j TTL ${lots.pick(['--ttl-set 64', '--ttl-set 1', '--ttl-dec 1', '--ttl-inc 2'])}`,
  ),
};

/** `jump`: to a chain of the table's own; the empty name: no target. */
export const TARGETS_BY_WEIGHT: Readonly<Record<TableKind, readonly (readonly [number, string])[]>> = {
  raw: [
    [6, 'ACCEPT'],
    [1, 'DROP'],
    [2, 'RETURN'],
    [4, 'MARK'],
    [6, 'jump'],
    [1, 'CT'],
    [1, 'SET'],
    [1, 'LOG'],
    [1, ''],
  ],
  mangle: [
    [6, 'ACCEPT'],
    [1, 'DROP'],
    [3, 'RETURN'],
    [8, 'MARK'],
    [6, 'jump'],
    [4, 'CONNMARK'],
    [3, 'TCPMSS'],
    [2, 'TTL'],
    [2, 'TOS'],
    [1, 'DSCP'],
    [1, 'CLASSIFY'],
    [1, 'SET'],
    [1, ''],
  ],
  nat: [
    [2, 'ACCEPT'],
    [2, 'RETURN'],
    [2, 'MARK'],
    [6, 'jump'],
    [7, 'DNAT'],
    [3, 'REDIRECT'],
    [2, 'NETMAP'],
    [4, 'SNAT'],
    [6, 'MASQUERADE'],
    [1, 'CONNMARK'],
    [1, ''],
  ],
  filter: [
    [10, 'ACCEPT'],
    [2, 'DROP'],
    [3, 'RETURN'],
    [4, 'MARK'],
    [8, 'jump'],
    [4, 'REJECT'],
    [2, 'SET'],
    [1, 'CONNMARK'],
    [1, 'LOG'],
    [1, ''],
  ],
  security: [
    [10, 'ACCEPT'],
    [2, 'DROP'],
    [3, 'RETURN'],
    [4, 'MARK'],
    [2, 'CONNMARK'],
    [8, 'jump'],
    [1, ''],
  ],
};
