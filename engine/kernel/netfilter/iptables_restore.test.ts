// What iptables-save writes is read, and written back the same; what it cannot have written is refused with the line.
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from './iptables_restore.ts';
import { listColumns, saveRule } from './rule_print.ts';

const table = (name: string, ...lines: string[]) => [`*${name}`, ...lines, 'COMMIT', ''].join('\n');

function rulesOf(name: string, ...rules: string[]) {
  const parsed = parseIptablesSave(table(name, ':USER - [0:0]', ...rules.map((rule) => `-A USER ${rule}`)));
  if (!parsed.ok) throw new Error(parsed.problem.what);
  return parsed.value[0]!.chains.get('USER')!.entries.map(({ rule }) => rule);
}

/** Forms in which `iptables-save` of the kernel prints rules. */
const NAT_RULES = [
  '-d 10.43.6.58/32 -p tcp -m comment --comment "default/nginx-test:80-80 cluster IP" -m tcp --dport 80 -j USER2',
  '! -s 10.42.0.0/16 -d 10.43.6.58/32 -j MARK --set-xmark 0x4000/0x4000',
  '-m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-j MARK --set-xmark 0x4000/0x0',
  '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
  '-m statistic --mode random --probability 0.50000000000 -j USER2',
  '-m statistic --mode random --probability 0.33333333349 -j USER2',
  '-p udp -m udp -j DNAT --to-destination 10.244.0.2:53',
  '-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
  '-m addrtype --dst-type LOCAL -j USER2',
  '! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j USER2',
  '-p tcp -m multiport --dports 80,443,8000:8080 -j USER2',
];
const FILTER_RULES = [
  '-m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j USER2',
  '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-i docker0 ! -o docker0 -j ACCEPT',
  '-p icmp -m icmp --icmp-type 8 -j DROP',
  '-d 10.43.0.10/32 -p udp -m udp --dport 53 -j REJECT --reject-with icmp-port-unreachable',
  '-m comment --comment "it\\\'s \\"quoted\\"" -j RETURN',
  '-m comment --comment "counts only"',
];

describe('iptables-restore', () => {
  it.each(NAT_RULES)('nat: %s', (rule) => {
    const text = table('nat', ':USER - [0:0]', ':USER2 - [0:0]', `-A USER ${rule}`);
    const parsed = parseIptablesSave(text);
    if (!parsed.ok) throw new Error(parsed.problem.what);
    expect(saveRule(parsed.value[0]!.chains.get('USER')!.entries[0]!.rule)).toBe(rule);
  });

  it.each(FILTER_RULES)('filter: %s', (rule) => {
    const text = table('filter', ':USER - [0:0]', ':USER2 - [0:0]', `-A USER ${rule}`);
    const parsed = parseIptablesSave(text);
    if (!parsed.ok) throw new Error(parsed.problem.what);
    expect(saveRule(parsed.value[0]!.chains.get('USER')!.entries[0]!.rule)).toBe(rule);
  });

  it('lists rules in the columns of iptables -nvL', () => {
    const [rule] = rulesOf(
      'nat',
      '! -s 10.42.0.0/16 -d 10.43.6.58/32 -p tcp -m comment --comment "web" -m tcp --dport 80 -j DNAT --to-destination 10.42.1.6:80',
    );
    expect(listColumns(rule!)).toEqual({
      target: 'DNAT',
      prot: 'tcp',
      opt: '--',
      in: '*',
      out: '*',
      source: '!10.42.0.0/16',
      destination: '10.43.6.58',
      extra: '/* web */ tcp dpt:80 to:10.42.1.6:80',
    });
  });

  it.each([
    ['a rule outside a table', '-A FORWARD -j ACCEPT', 'line 1'],
    ['an unknown table', '*broute\nCOMMIT', 'broute'],
    ['a missing COMMIT', '*filter\n:INPUT ACCEPT [0:0]', 'COMMIT expected'],
    ['a jump into nothing', table('filter', '-A FORWARD -j NOWHERE'), 'NOWHERE'],
    [
      'a chain that calls itself',
      table('filter', ':A - [0:0]', ':B - [0:0]', '-A A -j B', '-A B -j A', '-A FORWARD -j A'),
      'Too many levels of symbolic links',
    ],
    ['an unknown match', table('filter', '-A FORWARD -m sorcery -j ACCEPT'), "Couldn't load match `sorcery'"],
    ['an unknown option', table('filter', '-A FORWARD -m mark --colour red -j ACCEPT'), '--colour'],
    ['a bad address', table('filter', '-A FORWARD -s 10.0.0.300 -j ACCEPT'), '10.0.0.300'],
    ['an open quote', table('filter', '-A FORWARD -m comment --comment "open -j ACCEPT'), 'quote'],
    ['a target of another table', table('filter', '-A FORWARD -j MASQUERADE'), 'only valid in nat'],
    ['a policy for a user chain', table('filter', ':MINE DROP [0:0]'), 'Bad built-in chain name'],
    ['a value that is missing', table('filter', '-A FORWARD -s'), 'requires an argument'],
  ])('refuses %s', (_name, text, sentence) => {
    const parsed = parseIptablesSave(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(`${parsed.problem.where} ${parsed.problem.what}`).toContain(sentence);
  });
});
