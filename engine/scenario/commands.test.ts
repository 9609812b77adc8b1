// Commands as edits: what a scenario's commands do to its network, and what becomes of one typed instead of a probe.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../serve.ts';
import type { TableName } from '../trace/rows.ts';
import { historyOf, rowsAt, versionAt } from '../trace/state.ts';
import type { Scenario, ScenarioCommand, ScenarioLink } from './schema.ts';

const link = (name: string, address: string, peer?: string): ScenarioLink => ({
  kind: 'veth',
  name,
  addresses: [address],
  ...(peer && { peer }),
});

/** A router between a (10.1.1.2) and b (10.1.2.2). */
function scenario(...commands: ScenarioCommand[]): Scenario {
  return {
    version: 1,
    title: 'edited',
    machines: {
      r: {
        sysctl: { 'net.ipv4.ip_forward': '1' },
        links: [link('v1', '10.1.1.1/24'), link('v2', '10.1.2.1/24')],
        netns: {
          a: { links: [link('eth0', '10.1.1.2/24', './v1')], routes: 'default via 10.1.1.1 dev eth0\n' },
          b: { links: [link('eth0', '10.1.2.2/24', './v2')], routes: 'default via 10.1.2.1 dev eth0\n' },
        },
      },
    },
    commands,
    probe: { in: 'r/a', run: 'ping -c 1 -W 1 10.1.2.2' },
  };
}

async function open(asked: Scenario, probe: ScenarioCommand | null = null) {
  const engine = createEngine();
  const opened = await engine.open({ scenario: asked, probe });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  return { engine, ...opened.value };
}

const inR = (run: string): ScenarioCommand => ({ in: 'r', run });

describe('commands of a scenario', () => {
  it.each([
    ['ip link set v2 down'],
    ['ip route replace blackhole 10.1.2.0/24'],
    ['ip rule add from 10.1.1.0/24 blackhole'],
    ['ip addr del 10.1.2.1/24 dev v2'],
    ['sysctl -w net.ipv4.ip_forward=0'],
    ['echo 0 > /proc/sys/net/ipv4/ip_forward'],
    ['ip link del v2'],
    ['ip netns exec b ip route del default'],
  ])('%s: the probe is not answered, and is again when nobody has typed it', async (run) => {
    expect((await open(scenario(inR(run)))).trace.outcome.answered).toBe(false);
    expect((await open(scenario())).trace.outcome.answered).toBe(true);
  });

  it('undo each other in their order', async () => {
    const commands = [
      'ip link set v2 down',
      'ip link set v2 up',
      'ip rule add prohibit',
      'ip rule del prohibit',
    ];
    expect((await open(scenario(...commands.map(inR)))).trace.outcome.answered).toBe(true);
  });

  it('build a network from nothing', async () => {
    const built = [
      'ip netns add c',
      'ip link add v3 type veth peer name eth0 netns c',
      'ip addr add 10.1.3.1/24 dev v3',
      'ip link set v3 up',
      'ip -n c addr add 10.1.3.2/24 dev eth0',
      'ip -n c link set eth0 up',
      'ip -n c route add default via 10.1.3.1',
    ].map(inR);
    const { trace, outline } = await open(scenario(...built), { in: 'c', run: 'ping -c 1 10.1.2.2' });
    expect(trace.outcome.answered).toBe(true);
    expect(outline.namespaces.map(({ name }) => name)).toContain('r/c');
    expect(outline.devices.map(({ id }) => id)).toEqual(outline.devices.map((_device, index) => index));
  });

  it('number devices by their place again when one is gone', async () => {
    const { outline } = await open(scenario(inR('ip link del v1')));
    expect(outline.devices.map(({ id }) => id)).toEqual(outline.devices.map((_device, index) => index));
    expect(outline.devices.map(({ name }) => name)).toEqual(['lo', 'lo', 'lo', 'v2', 'eth0']);
  });

  it('send probes before the recorded one, which then finds the neighbours known', async () => {
    const asks = async (...commands: ScenarioCommand[]) => {
      const { trace } = await open(scenario(...commands));
      return trace.events.filter(({ did }) => did.kind === 'arp' && did.action === 'reply').length;
    };
    expect(await asks()).toBe(2);
    expect(await asks({ in: 'a', run: 'ping -c 1 10.1.2.2' })).toBe(0);
  });

  it('that fail are a problem with the tool’s own message', async () => {
    const engine = createEngine();
    const wrong = ['ip link set nope up', 'ip route add default via 10.9.9.9', 'frobnicate'];
    const answers = await Promise.all(
      wrong.map((run) => engine.open({ scenario: scenario(inR('ip rule'), inR(run)), probe: null })),
    );
    expect(answers.map((each) => (each.ok ? 'ok' : `${each.problem.where}: ${each.problem.what}`))).toEqual([
      'commands.1: Cannot find device "nope"',
      'commands.1: Error: Nexthop has invalid gateway.',
      'commands.1: frobnicate: command not found',
    ]);
  });
});

describe('a command in the place of the probe', () => {
  it('is run, and what it changed hangs on its event', async () => {
    const { trace } = await open(scenario(), inR('ip link set v2 down'));
    expect(trace.outcome).toEqual({ answered: true, output: '', failure: null });
    expect(trace.events).toHaveLength(1);
    const [{ did, level, changes }] = trace.events as [(typeof trace.events)[number]];
    expect({ did, level }).toEqual({
      did: { kind: 'command', by: 'ip link set v2 down', code: 0, edits: 1 },
      level: 'hop',
    });
    expect(changes.map(({ table, after }) => `${table} ${after === null ? 'gone' : 'set'}`)).toEqual(
      expect.arrayContaining(['route gone', 'link set']),
    );
  });

  it('fails with its message and changes nothing', async () => {
    const { trace } = await open(scenario(), inR('ip addr add 10.1.2.1/24 dev v2'));
    expect(trace.outcome).toEqual({
      answered: false,
      output: 'Error: ipv4: Address already assigned.',
      failure: 'refused',
    });
    expect(trace.events[0]!.changes).toEqual([]);
  });

  it.each([
    'ip link set v2 mtu 1400 down',
    'ip link add br0 type bridge',
    'ip addr add 10.1.9.1/24 dev v1',
    'sysctl -w net.ipv4.ip_forward=0',
    'ip neigh replace 10.1.1.9 lladdr 02:00:00:00:00:09 dev v1',
    'iptables -A FORWARD -j DROP',
    'conntrack -F',
  ])('%s: the rows before it and its changes are the rows there are when it is an edit', async (run) => {
    const rules = { in: 'r', run: 'iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT' };
    const before = scenario(rules, { in: 'a', run: 'ping -c 1 10.1.2.2' });
    const typed = await open(before, inR(run));
    const edited = await open({ ...before, commands: [...before.commands!, inR(run)] });
    const base = await typed.engine.tables(0);
    const history = historyOf(typed.trace);
    const after = (Object.keys(base) as TableName[]).map((table) => [
      table,
      Object.fromEntries(rowsAt(base[table], history, 0, table, versionAt(history, 0, table, 1))),
    ]);
    const there = Object.entries(await edited.engine.tables(0)).map(([table, rows]) => [
      table,
      Object.fromEntries(rows),
    ]);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(there));
  });

  it('forgets the connections that conntrack is told to, and prints them', async () => {
    const rules = { in: 'r', run: 'iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT' };
    const before = [rules, { in: 'a', run: 'ping -c 1 10.1.2.2' }, { in: 'b', run: 'ping -c 1 10.1.1.2' }];
    const { trace } = await open(scenario(...before), inR('conntrack -D -p icmp -s 10.1.1.2'));
    expect(trace.outcome.output).toMatch(
      /^conntrack \S+ \(conntrack-tools\): 1 flow entries have been deleted\.\nicmp {5}1 \d+ src=10\.1\.1\.2 dst=10\.1\.2\.2 type=8 [^\n]*$/,
    );
    const left = { in: 'r', run: 'conntrack -D -s 10.1.1.2' };
    const again = await open(scenario(...before, inR('conntrack -D -p icmp -s 10.1.1.2')), left);
    expect(again.trace.outcome).toMatchObject({ answered: false, failure: 'refused' });
  });

  it('may send a probe from another namespace, and into a pipe', async () => {
    const { trace } = await open(
      scenario(),
      inR('ip netns exec a ping -c 1 10.1.2.2 | grep -c "bytes from"'),
    );
    expect(trace.outcome).toMatchObject({ answered: true, output: '1' });
    expect(trace.events.some(({ did }) => did.kind === 'deliver')).toBe(true);
  });
});

describe('rules of a namespace', () => {
  it('are read as ip rule prints them', async () => {
    const plain = scenario();
    const rules = `0:\tfrom all lookup local
100:\tfrom 10.1.1.0/24 fwmark 0x10/0xff iif v1 lookup 7
32766:\tfrom all lookup main
32767:\tfrom all lookup default`;
    const r = { ...plain.machines.r!, rules };
    const { trace } = await open({ ...plain, machines: { r } }, inR('ip rule'));
    expect(trace.outcome.output).toBe(rules);
  });
});
