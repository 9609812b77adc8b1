// extensions/iptables.c print_rule and print_firewall: a rule as iptables-save and as iptables -nvL print it.
import { formatIpv4 } from '../../wire/address.ts';
import { protocolName } from './protocols.ts';
import type { AddressPart, InterfacePart, Rule, Target } from './types.ts';

const bang = (inverted: boolean) => (inverted ? '! ' : '');

function saveAddress(flag: string, part: AddressPart | null): string[] {
  return part ? [`${bang(part.inverted)}${flag} ${formatIpv4(part.address)}/${part.length}`] : [];
}

function saveInterface(flag: string, part: InterfacePart | null): string[] {
  return part ? [`${bang(part.inverted)}${flag} ${part.name}`] : [];
}

function saveTarget(target: Target): string[] {
  switch (target.kind) {
    case 'verdict':
      return [`-j ${target.verdict}`];
    case 'jump':
      return [`${target.goto ? '-g' : '-j'} ${target.chain}`];
    case 'none':
      return [];
    case 'extension':
      return [`-j ${target.name}${target.save === '' ? '' : ` ${target.save}`}`];
  }
}

/** What follows `-A CHAIN`. */
export function saveRule(rule: Rule): string {
  const protocol = rule.protocol
    ? [`${bang(rule.protocol.inverted)}-p ${protocolName(rule.protocol.protocol)}`]
    : [];
  const matches = rule.matches.map((match) => `-m ${match.name}${match.save === '' ? '' : ` ${match.save}`}`);
  return [
    ...saveAddress('-s', rule.source),
    ...saveAddress('-d', rule.destination),
    ...saveInterface('-i', rule.in),
    ...saveInterface('-o', rule.out),
    ...protocol,
    ...matches,
    ...saveTarget(rule.target),
  ].join(' ');
}

function listAddress(part: AddressPart | null): string {
  if (!part) return '0.0.0.0/0';
  const mask = part.length === 32 ? '' : `/${part.length}`;
  return `${part.inverted ? '!' : ''}${formatIpv4(part.address)}${mask}`;
}

function listInterface(part: InterfacePart | null): string {
  return part ? `${part.inverted ? '!' : ''}${part.name}` : '*';
}

function listTarget(target: Target): string {
  switch (target.kind) {
    case 'verdict':
      return target.verdict;
    case 'jump':
      return target.chain;
    case 'none':
      return '';
    case 'extension':
      return target.name;
  }
}

/** The columns of `iptables -nvL`. */
export function listColumns(rule: Rule) {
  const { protocol, target } = rule;
  const extra = rule.matches.map((match) => match.list);
  if (target.kind === 'extension' && target.list !== '') extra.push(target.list);
  if (target.kind === 'jump' && target.goto) extra.unshift('[goto] ');
  return {
    target: listTarget(target),
    prot: protocol ? `${protocol.inverted ? '!' : ''}${protocolName(protocol.protocol)}` : 'all',
    in: listInterface(rule.in),
    out: listInterface(rule.out),
    source: listAddress(rule.source),
    destination: listAddress(rule.destination),
    extra: extra.filter((text) => text !== '').join(' '),
  };
}
