// What is taken without being read is what reading would have taken.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from './iptables_restore.ts';
import { saveRule } from './rule_print.ts';
import type { Rule } from './types.ts';
import { unreadRule } from './unread_rule.ts';

const isUser = (name: string) => name === 'USER' || name === 'KUBE-SVC-7CWUT4JBGBRVUN2L';

/** The rule as the reader for all forms reads it: with a counter in front, nothing is left unread. */
function read(line: string, table: string): Rule | null {
  const text = `*${table}\n:USER - [0:0]\n:KUBE-SVC-7CWUT4JBGBRVUN2L - [0:0]\n[0:0] -A PREROUTING ${line}\nCOMMIT\n`;
  const parsed = parseIptablesSave(text);
  return parsed.ok ? parsed.value[0]!.chains.get('PREROUTING')!.entries[0]!.rule : null;
}

const number = fc.oneof(fc.nat(300), fc.constantFrom(0, 1, 80, 255, 256, 65535, 65536)).map(String);
const address = fc
  .tuple(number, number, number, number, fc.constantFrom('', '/32', '/24', '/0', '/33', '/255.0.255.0'))
  .map(([a, b, c, d, length]) => `${a}.${b}.${c}.${d}${length}`);
const part = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '! '), fc.constantFrom('-s', '-d'), address)
    .map((words) => words.join(' ').replace(/^ /, '').replace('!  ', '! ')),
  fc.constantFrom('tcp', 'udp', 'icmp', '6', 'TCP').map((name) => `-p ${name}`),
  fc.constantFrom('tcp', 'udp').map((name) => `-m ${name}`),
  number.map((port) => `--dport ${port}`),
  fc
    .constantFrom('x', 'ns/web:http', '-x', '"ns/web:http cluster IP"', '""', '"a\\"b"', "it's")
    .map((text) => `-m comment --comment ${text}`),
  fc
    .constantFrom('0.5', '0.33333333349', '1.0', '1.5', '.5')
    .map((chance) => `-m statistic --mode random --probability ${chance}`),
  fc.constantFrom('-i eth0', '-m conntrack --ctstate NEW', '-m mark --mark 0x4000/0x4000'),
);
const target = fc.constantFrom(
  '-j ACCEPT',
  '-j DROP',
  '-j RETURN',
  '-j USER',
  '-j MARK',
  '-j NOWHERE',
  '-j PREROUTING',
  '-g USER',
  '-j KUBE-SVC-7CWUT4JBGBRVUN2L',
  '-j MARK --set-xmark 0x4000/0x4000',
  '-j MARK --or-mark 0x4000',
  '-j MARK --set-xmark 0x4000/',
  '-j DNAT --to-destination 10.42.0.3:80',
  '-j DNAT --to-destination 10.42.0.3:0',
  '-j DNAT --to-destination 10.42.0.300:80',
  '-j REDIRECT --to-ports 80',
);
const line = fc
  .tuple(fc.array(part, { maxLength: 5 }), target)
  .map(([parts, end]) => [...parts, end].join(' '));
const table = fc.constantFrom('nat' as const, 'mangle' as const);

describe('a rule that is not read yet', () => {
  it('is one that can be read, and is then the same; what is known of it before is true', () => {
    let unread = 0;
    fc.assert(
      fc.property(line, table, (text, kind) => {
        const found = unreadRule(text, kind, isUser);
        if (!found) return;
        unread++;
        const rule = read(text, kind);
        expect(rule).not.toBeNull();
        const later = found.read();
        expect(saveRule(later)).toBe(saveRule(rule!));
        const { destination, target: to } = later;
        const one = destination && !destination.inverted && destination.mask === 0xffffffff;
        expect(found.destination).toBe(one ? destination.address : null);
        expect(found.jump).toBe(to.kind === 'jump' ? to.chain : null);
        expect(found.rewrites).toBe(to.kind === 'extension' && to.name === 'DNAT');
      }),
      { numRuns: 5000 },
    );
    expect(unread).toBeGreaterThan(100);
  });

  it.each([
    '-d 10.43.6.58/32 -p tcp -m comment --comment "default/nginx-test:http cluster IP" -m tcp --dport 80 -j USER',
    '-m comment --comment "ns/web cluster IP" -m tcp -p tcp -d 10.96.0.1 --dport 80 ! -s 10.244.0.0/16 -j USER',
    '-m comment --comment "ns/web -> 10.244.1.2:8080" -m statistic --mode random --probability 0.5000000000 -j USER',
    '-m comment --comment ns/web -s 10.244.1.2 -j USER',
    '-m comment --comment ns/web -m tcp -p tcp -j DNAT --to-destination 10.244.1.2:8080',
  ])('is each that kube-proxy writes for every service: %s', (text) => {
    expect(unreadRule(text, 'nat', isUser)).not.toBeNull();
  });

  it('that rewrites where it must not is refused with its table, in the words of the kernel', () => {
    const text =
      '*nat\n:USER - [0:0]\n-A POSTROUTING -j USER\n-A USER -p tcp -j DNAT --to-destination 10.0.0.1:80\nCOMMIT\n';
    const parsed = parseIptablesSave(text);
    expect(parsed.ok ? null : parsed.problem.what).toContain('DNAT');
  });
});
