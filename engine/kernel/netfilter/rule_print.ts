// iptables/iptables.c print_rule4 and print_firewall: a rule as iptables-save and as iptables -nvL print it.
import { formatIpv4 } from '../../wire/address.ts';
import { bang } from './options.ts';
import { listMask, maskText } from './parse/address.ts';
import { chainProtocolName, protocolName } from './protocols.ts';
import type { AddressPart, BoundMatch, InterfacePart, Rule, Target } from './types.ts';

function saveAddress(flag: string, part: AddressPart | null): string[] {
  return part ? [`${bang(part.inverted)}${flag} ${formatIpv4(part.address)}${maskText(part.mask)}`] : [];
}

/** A lone `+` is any device, and is not saved. */
function saveInterface(flag: string, part: InterfacePart | null): string[] {
  return part && part.name !== '+' ? [`${bang(part.inverted)}${flag} ${part.name}`] : [];
}

function saveTarget(target: Target): string[] {
  switch (target.kind) {
    case 'verdict':
      return [`-j ${target.verdict}`];
    case 'jump':
      return [`${target.goto ? '-g' : '-j'} ${target.chain}`];
    case 'none':
      return [];
    case 'unsupported':
      return [withWords('-j', target.name, target.words)];
    case 'extension':
      return [withWords('-j', target.name, target.save)];
  }
}

const withWords = (flag: string, name: string, words: string) =>
  `${flag} ${name}${words === '' ? '' : ` ${words}`}`;

const saveMatch = (match: BoundMatch) =>
  withWords('-m', match.name, match.kind === 'match' ? match.save : match.words);

/** What follows `-A CHAIN`; `counters` as `iptables -S -v` puts them in. */
export function saveRule(rule: Rule, counters = ''): string {
  const { protocol, fragment } = rule;
  return [
    ...saveAddress('-s', rule.source),
    ...saveAddress('-d', rule.destination),
    ...saveInterface('-i', rule.in),
    ...saveInterface('-o', rule.out),
    ...(protocol ? [`${bang(protocol.inverted)}-p ${protocolName(protocol.protocol)}`] : []),
    ...(fragment ? [`${bang(fragment.inverted)}-f`] : []),
    ...rule.matches.map(saveMatch),
    ...(counters === '' ? [] : [counters]),
    ...saveTarget(rule.target),
  ].join(' ');
}

/** Without -n, every address is `anywhere` and only lo's has a name. */
function listAddress(part: AddressPart | null, numeric: boolean): string {
  const { address, mask, inverted } = part ?? { address: 0, mask: 0, inverted: false };
  const not = inverted ? '!' : '';
  if (mask === 0) return not + (numeric ? '0.0.0.0/0' : 'anywhere');
  const host = !numeric && address === 0x7f000001 ? 'localhost' : formatIpv4(address);
  return `${not}${host}${listMask(mask)}`;
}

function listInterface(part: InterfacePart | null, numeric: boolean): string {
  return part ? `${part.inverted ? '!' : ''}${part.name}` : numeric ? '*' : 'any';
}

function listTarget(target: Target): string {
  switch (target.kind) {
    case 'verdict':
      return target.verdict;
    case 'jump':
      return target.chain;
    case 'none':
      return '';
    case 'unsupported':
      return target.name;
    case 'extension':
      return target.listedAs;
  }
}

function extras({ matches, target }: Rule, numeric: boolean): string {
  const words = matches.map((match) => (match.kind === 'match' ? match.list(numeric) : unknown(match)));
  if (target.kind === 'extension') words.push(target.list(numeric));
  if (target.kind === 'unsupported') words.push(unknown(target));
  if (target.kind === 'jump' && target.goto) words.unshift('[goto] ');
  return words.filter((text) => text !== '').join(' ');
}

const unknown = ({ name, words }: { readonly name: string; readonly words: string }) => `${name} ${words}`;

/** The columns of `iptables -nvL`, of `iptables -vL` without `numeric`. Protocols are named, as they were before 1.8.9: with -n, those that libxtables knows. */
export function listColumns(rule: Rule, numeric = true) {
  const { protocol } = rule;
  const nameOf = numeric ? chainProtocolName : protocolName;
  return {
    target: listTarget(rule.target),
    prot: protocol ? `${protocol.inverted ? '!' : ''}${nameOf(protocol.protocol)}` : 'all',
    opt: rule.fragment ? (rule.fragment.inverted ? '!f' : '-f') : '--',
    in: listInterface(rule.in, numeric),
    out: listInterface(rule.out, numeric),
    source: listAddress(rule.source, numeric),
    destination: listAddress(rule.destination, numeric),
    extra: extras(rule, numeric),
  };
}
