// iptables/iptables.c list_entries, list_rules, print_firewall: tables as -L and -S print them.

import type { Entry } from '../../kernel/netfilter/draft_chains.ts';
import type { Command } from '../../kernel/netfilter/parse/command.ts';
import { chainProtocolName, protocolName } from '../../kernel/netfilter/protocols.ts';
import { listColumns, saveRule } from '../../kernel/netfilter/rule_print.ts';
import { countReferences, type TableDraft, userChains } from '../../kernel/netfilter/table_draft.ts';
import type { Rule } from '../../kernel/netfilter/types.ts';
import type { CounterRow } from '../../trace/rows.ts';
import { formatCount } from './print.ts';

type Format = Pick<Command, 'verbose' | 'numeric' | 'exact' | 'lineNumbers'>;
type Listing = Format & Pick<Command, 'rulenum'>;

/** Built-in chains in the order of their hooks, then the others by name. */
export function chainsInOrder(draft: TableDraft): string[] {
  const builtin = [...draft.chains.keys()].filter((name) => draft.chains.get(name)!.policy !== null);
  return [...builtin, ...userChains(draft)];
}

/** Null when there is no such chain. */
export function listEntries(draft: TableDraft, command: Command): string | null {
  const { chain } = command;
  const names = chainsInOrder(draft).filter((name) => chain === null || name === chain);
  if (names.length === 0) return null;
  const references = countReferences(draft.chains);
  const list = (name: string) => listChain(draft, name, references.get(name) ?? 0, command);
  return names.map(list).join('\n');
}

function listChain(draft: TableDraft, name: string, references: number, format: Listing): string {
  const { rulenum } = format;
  const { entries } = draft.chains.get(name)!;
  const lines = entries.map((entry, index) => ({ num: index + 1, entry }));
  const chosen = rulenum === 0 ? lines : lines.filter(({ num }) => num === rulenum);
  const head = rulenum === 0 ? header(draft, name, references, format) : '';
  return head + chosen.map(({ num, entry }) => ruleLine(entry, num, format)).join('');
}

/** print_header */
function header(draft: TableDraft, name: string, references: number, format: Format): string {
  const { policy, counter } = draft.chains.get(name)!;
  const { verbose, exact, lineNumbers } = format;
  const counts = verbose
    ? ` ${policyCount(counter.packets, exact)} packets, ${policyCount(counter.bytes, exact)} bytes`
    : '';
  const what = policy === null ? `${references} references` : `policy ${policy}${counts}`;
  const columns = [
    lineNumbers ? 'num  ' : '',
    verbose ? (exact ? `${'pkts'.padStart(8)} ${'bytes'.padStart(10)} ` : ' pkts bytes ') : '',
    `${'target'.padEnd(9)}  prot opt`,
    verbose ? ` ${'in'.padEnd(6)} ${'out'.padEnd(6)} ` : '',
    ` ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} `,
  ];
  return `Chain ${name} (${what})\n${columns.join('')}\n`;
}

const policyCount = (count: number, exact: boolean) => (exact ? `${count}` : formatCount(count));

const ruleCount = (count: number, exact: boolean) =>
  exact ? `${`${count}`.padStart(8)} ` : `${formatCount(count).padStart(5)} `;

const counterText = ({ packets, bytes }: CounterRow, exact: boolean) =>
  ruleCount(packets, exact) + ruleCount(bytes, exact);

/** print_firewall with columns. Since 1.8.9 -n prints protocols as numbers. */
function ruleLine(
  { rule, counter }: Entry,
  num: number,
  { verbose, numeric, exact, lineNumbers }: Format,
): string {
  const columns = listColumns(rule, numeric);
  const protocol = rule.protocol?.protocol ?? 0;
  const prot = numeric ? `${protocol}` : protocol === 0 ? 'all' : protocolName(protocol);
  const not = (inverted: boolean | undefined) => (inverted ? '!' : ' ');
  const address = (text: string, inverted: boolean | undefined) =>
    `${not(inverted)}${text.replace(/^!/, '').padEnd(19)} `;
  return [
    lineNumbers ? `${`${num}`.padEnd(4)} ` : '',
    verbose ? counterText(counter, exact) : '',
    `${columns.target.padEnd(9)} ${not(rule.protocol?.inverted)}${prot.padEnd(4)} ${columns.opt} `,
    verbose ? ` ${columns.in.padEnd(6)} ${columns.out.padEnd(6)} ` : '',
    address(columns.source, rule.source?.inverted),
    address(columns.destination, rule.destination?.inverted),
    extraText(columns.extra),
    '\n',
  ].join('');
}

/** Matches print a blank in front of themselves, [goto] one behind. */
const extraText = (extra: string) => (extra === '' || extra.startsWith('[goto]') ? extra : ` ${extra}`);

/** print_firewall_line: a rule as `iptables -v -A` shows what it does. */
export function verboseLine(rule: Rule): string {
  const columns = listColumns(rule, true);
  const protocol = rule.protocol ? chainProtocolName(rule.protocol.protocol) : 'all';
  const not = (inverted: boolean | undefined) => (inverted ? '!' : ' ');
  const plain = (text: string) => text.replace(/^!/, '');
  return [
    `${columns.target} ${not(rule.protocol?.inverted)}${protocol} opt ${columns.opt} `,
    `in ${columns.in} out ${columns.out} `,
    `${not(rule.source?.inverted)}${plain(columns.source)} `,
    `${not(rule.destination?.inverted)}-> ${plain(columns.destination)}  `,
    extraText(columns.extra),
    '\n',
  ].join('');
}

/** Null when there is no such chain. */
export function listRules(draft: TableDraft, { chain, rulenum, verbose }: Command): string | null {
  const names = chainsInOrder(draft).filter((name) => chain === null || name === chain);
  if (names.length === 0) return null;
  const heads = rulenum === 0 ? names.map((name) => chainHead(draft, name, verbose)) : [];
  const rules = names.flatMap((name) =>
    draft.chains
      .get(name)!
      .entries.filter((_entry, index) => rulenum === 0 || index === rulenum - 1)
      .map(({ rule, counter }) => ruleText(name, rule, verbose ? counter : null)),
  );
  return [...heads, ...rules].map((line) => `${line}\n`).join('');
}

const counterWords = ({ packets, bytes }: CounterRow) => `-c ${packets} ${bytes}`;

function chainHead(draft: TableDraft, name: string, verbose: boolean): string {
  const { policy, counter } = draft.chains.get(name)!;
  if (policy === null) return `-N ${name}`;
  return `-P ${name} ${policy}${verbose ? ` ${counterWords(counter)}` : ''}`;
}

/** print_rule4 */
export function ruleText(chain: string, rule: Rule, counter: CounterRow | null): string {
  return `-A ${chain} ${saveRule(rule, counter ? counterWords(counter) : '')}`.trimEnd();
}
