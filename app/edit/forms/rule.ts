// `iptables -R`, `-I`, `-A`, `-D`, `-P`: a rule is known by its number in its chain.
import type { ChainRow, RuleRow, TableKind } from '../../../engine/trace/rows.ts';
import { type Form, type Forms, line, type Place, type Values } from './form.ts';
import { joinSpec, splitSpec } from './rule_spec.ts';

/** Chains that a table has from the start. */
const BUILT_IN: Readonly<Record<TableKind, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** What a table's rules end in, besides going to a chain. */
const TARGETS: Readonly<Record<TableKind, readonly string[]>> = {
  raw: ['ACCEPT', 'DROP', 'CT', 'TRACE'],
  mangle: ['ACCEPT', 'DROP', 'MARK', 'TTL', 'TCPMSS'],
  nat: ['ACCEPT', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT'],
  filter: ['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'LOG'],
  security: ['ACCEPT', 'DROP'],
};

const iptables = (table: TableKind) => (table === 'filter' ? 'iptables' : `iptables -t ${table}`);

const userChains = ({ rows }: Place, table: TableKind) =>
  [...rows('chain').values()]
    .filter((row) => row.table === table && row.policy === null)
    .map(({ chain }) => chain);

interface Spot {
  readonly table: TableKind;
  readonly chain: string;
  readonly num: number;
}

/** Keys are `table:chain:num`; no chain's name has a colon that counts here. */
function spotOf(key: string): Spot {
  const first = key.indexOf(':');
  const last = key.lastIndexOf(':');
  return {
    table: key.slice(0, first) as TableKind,
    chain: key.slice(first + 1, last),
    num: Number(key.slice(last + 1)),
  };
}

function form(place: Place, table: TableKind, values: Values, commands: Form['commands']): Form {
  const chains = [...BUILT_IN[table], ...userChains(place, table)];
  const devices = [...place.rows('link').keys()];
  return {
    values,
    fields: () => [
      ...(values.chain === undefined ? [] : ([{ name: 'chain', options: chains, long: true }] as const)),
      { name: 'target', options: [...TARGETS[table], ...userChains(place, table)], free: true },
      { name: 'targetOptions' },
      { name: 'protocol', options: ['tcp', 'udp', 'icmp'], free: true },
      { name: 'matches' },
      { name: 'from' },
      { name: 'to' },
      { name: 'in', options: devices, free: true },
      { name: 'out', options: devices, free: true },
    ],
    commands,
  };
}

/** nat is no table to drop in. */
const emptyRule = (table: TableKind) => ({ ...splitSpec(''), target: table === 'nat' ? 'ACCEPT' : 'DROP' });

export const rule: Forms<RuleRow> = {
  edit({ spec }, key, place) {
    const { table, chain, num } = spotOf(key);
    return form(place, table, splitSpec(spec), (now) => {
      const after = joinSpec(now);
      return after === joinSpec(splitSpec(spec)) ? [] : [`${iptables(table)} -R ${chain} ${num} ${after}`];
    });
  },
  insert(_row, key, place) {
    const { table, chain, num } = spotOf(key);
    return form(place, table, emptyRule(table), (now) => [
      line(iptables(table), '-I', chain, String(num), joinSpec(now)),
    ]);
  },
  delete(_row, key) {
    const { table, chain, num } = spotOf(key);
    return [`${iptables(table)} -D ${chain} ${num}`];
  },
};

export const chain: Forms<ChainRow> = {
  /** Behind the last rule of the chain that was pointed at. */
  add(place, key) {
    const { table, chain: name } = spotOf(key ?? 'filter:FORWARD:0');
    const start = { ...emptyRule(table), chain: name };
    return form(place, table, start, (now) => [line(iptables(table), '-A', now.chain, joinSpec(now))]);
  },
  toggle: ({ table, chain: name, policy }) => [
    `${iptables(table)} -P ${name} ${policy === 'ACCEPT' ? 'DROP' : 'ACCEPT'}`,
  ],
};
