// iproute2 ip/iprule.c: policy rules are shown, added and taken away.
import type { FibRuleRow, Prefix } from '../../trace/rows.ts';
import { formatIpv4, inPrefix } from '../../wire/address.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import type { IpObject } from './index.ts';
import { tableName, tableOf } from './tables.ts';
import { EXIT_USAGE, matches, prefixOf, unsigned, type Words, wrong } from './words.ts';

export const ipRule: IpObject = (words, site, { family }) => {
  const { word } = words;
  words.skip();
  if (family === 'inet6') unsupported('ip -6 rule');
  if (matches(word ?? 'list', 'list', 'lst', 'show')) return show(words, site);
  if (matches(word, 'add')) return change(words, site, 'add');
  if (matches(word, 'delete')) return change(words, site, 'del');
  if (matches(word, 'flush')) return flush(site);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip rule help".`);
};

type Draft = { -readonly [K in keyof FibRuleRow]?: FibRuleRow[K] };

const ACTIONS = ['blackhole', 'unreachable', 'prohibit'] as const;
const ALL_BITS = 0xffffffff;

/** The words a line of `ip rule` and `ip rule add` have in common. */
export function readRule(words: Words): Draft {
  const draft: Draft = {};
  for (; words.word !== undefined; words.skip()) readWord(words, draft);
  return draft;
}

function readWord(words: Words, draft: Draft): void {
  const word = words.word!;
  if (word === 'not') draft.not = true;
  else if (word === 'from' || word === 'src') draft.from = prefixOrAll(words.value());
  else if (word === 'to' || word === 'dst') draft.to = prefixOrAll(words.value());
  else if (matches(word, 'preference', 'order', 'priority'))
    draft.priority = number(words.value(), 'preference value is invalid\n');
  else if (word === 'tos' || word === 'dsfield') draft.tos = number(words.value(), 'TOS value is invalid\n');
  else if (word === 'fwmark') readMark(words.value(), draft);
  else if (matches(word, 'table') || word === 'lookup')
    draft.table = tableOf(words.value(), 'invalid table ID\n');
  else if (word === 'dev' || word === 'iif') draft.iif = words.value();
  else if (word === 'oif') draft.oif = words.value();
  else if (['goto', 'ipproto', 'sport', 'dport', 'uidrange', 'suppress_prefixlength'].includes(word))
    unsupported(`ip rule ${word}`);
  else {
    const type = word === 'type' ? words.value() : word;
    draft.action = ACTIONS.find((action) => action === type) ?? wrong('Failed to parse rule type', type);
  }
}

function number(word: string, complaint: string): number {
  return unsigned(word) ?? wrong(complaint, word);
}

function prefixOrAll(word: string): Prefix | null {
  const { address, length } = prefixOf(word);
  return length === 0 ? null : { address, length };
}

/** `MARK` or `MARK/MASK` */
function readMark(word: string, draft: Draft): void {
  const [mark = '', mask] = word.split('/');
  draft.fwmark = number(mark, 'fwmark value is invalid\n');
  draft.fwmask = mask === undefined ? ALL_BITS : number(mask, 'fwmask value is invalid\n');
}

const RT_TABLE_MAIN = 254;

/** A rule with everything that was not said. */
export function completeRule(draft: Draft): Omit<FibRuleRow, 'priority'> & { priority: number | null } {
  const action = draft.action ?? 'lookup';
  return {
    not: false,
    from: null,
    to: null,
    tos: 0,
    fwmark: 0,
    fwmask: 0,
    iif: null,
    oif: null,
    ...draft,
    action,
    table: action === 'lookup' ? draft.table || RT_TABLE_MAIN : 0,
    priority: draft.priority ?? null,
  };
}

function change(words: Words, site: Site, what: 'add' | 'del'): number {
  if (words.word === undefined) throw new Exit(1, `"ip rule ${what}" requires arguments.`);
  const draft = readRule(words);
  if (what === 'add') ask(site, { do: 'rule.add', rule: completeRule(draft) });
  else {
    // What says nothing asks nothing.
    const { from, to, ...rest } = draft;
    ask(site, { do: 'rule.del', rule: { ...rest, ...(from && { from }), ...(to && { to }) } });
  }
  return 0;
}

/** All but what has priority 0. */
function flush(site: Site): number {
  for (const rule of site.net.rules.list()) {
    if (rule.priority !== 0) ask(site, { do: 'rule.del', rule });
  }
  return 0;
}

function prefixText({ address, length }: Prefix): string {
  return length === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${length}`;
}

/** print_rule; a device that is not there is detached. */
function ruleText(rule: FibRuleRow, exists: (dev: string) => boolean): string {
  const device = (name: string) => (exists(name) ? name : `${name} [detached]`);
  const words = [rule.not ? 'not from' : 'from', rule.from ? prefixText(rule.from) : 'all'];
  if (rule.to) words.push('to', prefixText(rule.to));
  if (rule.tos !== 0) words.push('tos', `0x${rule.tos.toString(16)}`);
  if (rule.fwmask !== 0) {
    const mask = rule.fwmask === ALL_BITS ? '' : `/0x${rule.fwmask.toString(16)}`;
    words.push('fwmark', `0x${rule.fwmark.toString(16)}${mask}`);
  }
  if (rule.iif !== null) words.push('iif', device(rule.iif));
  if (rule.oif !== null) words.push('oif', device(rule.oif));
  words.push(rule.action === 'lookup' ? `lookup ${tableName(rule.table)}` : rule.action);
  return `${rule.priority}:\t${words.join(' ')}`;
}

function show(words: Words, site: Site): number {
  const draft = readRule(words);
  const inside = (row: Prefix | null, asked: Prefix | null | undefined) =>
    !asked ||
    (row !== null && row.length >= asked.length && inPrefix(row.address, asked.address, asked.length));
  for (const rule of site.net.rules.list()) {
    const wanted =
      inside(rule.from, draft.from) &&
      inside(rule.to, draft.to) &&
      (['priority', 'table', 'fwmark', 'iif', 'oif'] as const).every(
        (key) => draft[key] === undefined || draft[key] === rule[key],
      );
    if (wanted) site.out(ruleText(rule, (name) => site.net.device(name) !== undefined));
  }
  return 0;
}
