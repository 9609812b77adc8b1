// IPv4 in IPv4: a packet of Calico's on its way, and what the tunnel does with those it cannot take. Not judged by a kernel.
import { describe, expect, it } from 'vitest';
import { pcapng } from '../capture/write/pcapng.ts';
import { script } from '../capture/write/script.ts';
import { hopLines } from '../capture/write/text.ts';
import { en, whyOf } from '../explain/index.ts';
import { createEngine } from '../serve.ts';
import { printConntrack } from '../shell/print/index.ts';
import { historyOf, rowsAt, versionAt } from '../trace/state.ts';
import { calicoIpip } from './calico_ipip.fixture.ts';
import type { Scenario, ScenarioLink, ScenarioMachine } from './schema.ts';

async function open(scenario: Scenario) {
  const engine = createEngine();
  const opened = await engine.open({ scenario, probe: null });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  const { trace, outline } = opened.value;
  return { engine, trace, outline, lines: hopLines(trace, outline) };
}

const drops = ({ trace }: Awaited<ReturnType<typeof open>>) =>
  trace.events.flatMap(({ did }) => (did.kind === 'drop' ? [`${did.reason} ${did.detail}`.trim()] : []));

/** A scenario with something else in one machine. */
const changed = (
  scenario: Scenario,
  name: string,
  change: (machine: ScenarioMachine) => ScenarioMachine,
) => ({
  ...scenario,
  machines: { ...scenario.machines, [name]: change(scenario.machines[name]!) },
});

const withLinks =
  (links: (own: readonly ScenarioLink[]) => ScenarioLink[], routes?: string) =>
  (machine: ScenarioMachine) => ({
    ...machine,
    links: links(machine.links ?? []),
    ...(routes === undefined ? {} : { routes }),
  });

describe('a ping from pod to pod through tunl0', async () => {
  const opened = await open(calicoIpip('ping -c 1 10.244.166.159'));
  const { trace, outline } = opened;

  it('is answered, with one TTL for each node', () => {
    expect(trace.outcome.answered).toBe(true);
    expect(trace.outcome.output).toContain('ttl=62');
  });

  it('travels in a packet between the nodes, whose TTL is the inner one', () => {
    const onTheWire = opened.lines.filter((line) => line.includes('ens33') && line.includes('ipip'));
    expect(onTheWire.map((line) => line.slice(line.indexOf('192.168')))).toEqual(
      [63, 63, 63, 63].map((ttl, nth) =>
        nth < 2
          ? `192.168.43.152 > 192.168.43.153 ttl ${ttl} ipip [10.244.219.67 > 10.244.166.159 ttl ${ttl} icmp type 8 code 0]`
          : `192.168.43.153 > 192.168.43.152 ttl ${ttl} ipip [10.244.166.159 > 10.244.219.67 ttl ${ttl} icmp type 0 code 0]`,
      ),
    );
  });

  it('is seen on tunl0 without a link header', () => {
    const seen = trace.events.filter(
      ({ dev, did, skb }) => outline.devices[dev]?.name === 'tunl0' && did.kind === 'receive' && skb >= 0,
    );
    expect(seen.map(({ frame }) => frame?.layer)).toEqual(['ipv4', 'ipv4']);
    const capture = pcapng(trace, outline);
    const linktypes = [...capture.keys()].filter(
      (at) =>
        capture[at] === 1 &&
        capture[at + 1] === 0 &&
        capture[at + 2] === 0 &&
        capture[at + 3] === 0 &&
        capture[at + 8] === 101,
    );
    expect(linktypes).toHaveLength(2);
  });

  it('is told in words', () => {
    const index = trace.events.findIndex(({ did }) => did.kind === 'decap');
    const said = whyOf(en, { trace, outline }, 'stage', trace.ticks[index]!, null).flat();
    expect(said.map((part) => (typeof part === 'string' ? part : 'text' in part ? part.text : ''))).toContain(
      'tunl0',
    );
  });

  it('leaves a connection of an unknown kind where the outer packet is tracked', async () => {
    const tracked = await open(
      changed(calicoIpip('ping -c 1 10.244.166.159'), 'master', (machine) => ({
        ...machine,
        iptables: '*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n',
      })),
    );
    const { id } = tracked.outline.namespaces.find(({ name }) => name === 'master')!;
    const history = historyOf(tracked.trace);
    const end = versionAt(history, id, 'conntrack', tracked.trace.ticks.at(-1)!);
    const { conntrack } = await tracked.engine.tables(id);
    const now = tracked.trace.events.at(-1)!.time;
    const printed = printConntrack({ conntrack: rowsAt(conntrack, history, id, 'conntrack', end) }, { now });
    expect(printed.map(({ text }) => text).filter((text) => text.startsWith('unknown'))).toEqual([
      expect.stringMatching(
        /^unknown {2}4 599 src=192\.168\.43\.152 dst=192\.168\.43\.153 src=192\.168\.43\.153 dst=192\.168\.43\.152 mark=0 use=1$/,
      ),
    ]);
  });
});

describe('what a tunnel does not take', () => {
  it('tells the sender the MTU when a packet that must not be cut does not fit', async () => {
    const tight = changed(calicoIpip('ping -c 1 -W 1 -s 1440 10.244.166.159'), 'master', (machine) =>
      withLinks((own) => own.map((link) => (link.name === 'ens33' ? { ...link, mtu: 1400 } : link)))(machine),
    );
    expect(drops(await open(tight))).toEqual(['PKT_TOO_BIG 1380']);
  });

  it('refuses packets of hosts it has no tunnel to: port unreachable, which only the module says', async () => {
    const other: ScenarioLink = { kind: 'ipip', name: 'ipip1', remote: '192.168.43.99' };
    const strange = changed(
      calicoIpip('ping -c 1 -W 1 10.244.166.159'),
      'node1',
      withLinks(
        (own) => own.map((link) => (link.name === 'tunl0' ? other : link)),
        'default via 192.168.43.2 dev ens33\n',
      ),
    );
    const opened = await open(strange);
    expect(drops(opened)).toContain('NOT_SPECIFIED no tunnel here is for its two addresses');
    expect(opened.lines.some((line) => line.includes('icmp type 3 code 3'))).toBe(true);
  });

  it('is protocol unreachable where there is no tunnel at all', async () => {
    const none = changed(
      calicoIpip('ping -c 1 -W 1 10.244.166.159'),
      'node1',
      withLinks((own) => own.filter(({ name }) => name !== 'tunl0'), 'default via 192.168.43.2 dev ens33\n'),
    );
    const opened = await open(none);
    expect(drops(opened)).toContain('IP_NOPROTO');
    expect(opened.lines.some((line) => line.includes('icmp type 3 code 2'))).toBe(true);
  });

  it('drops what would go into the tunnel again on its way to the other end', async () => {
    const own: ScenarioLink = { kind: 'ipip', name: 'ipip1', remote: '10.9.0.1' };
    const circular = changed(
      calicoIpip('ping -c 1 -W 1 10.9.0.2'),
      'master',
      withLinks(
        (links) => [...links, own],
        '10.9.0.0/24 dev ipip1\n10.244.219.67 dev cali17fddc925b9 scope link\n',
      ),
    );
    expect(drops(await open(circular))).toEqual(['NOT_SPECIFIED the way to the remote is ipip1 itself']);
  });

  it('ends a packet that two tunnels hand to each other', async () => {
    const tunnels: ScenarioLink[] = [
      { kind: 'ipip', name: 'ipip1', remote: '10.9.2.1', mtu: 2000 },
      { kind: 'ipip', name: 'ipip2', remote: '10.9.1.1', mtu: 2000 },
    ];
    const circular = changed(
      calicoIpip('ping -c 1 -W 1 10.9.1.2'),
      'master',
      withLinks(
        (links) => [...links, ...tunnels],
        '10.9.1.0/24 dev ipip1\n10.9.2.0/24 dev ipip2\n10.244.219.67 dev cali17fddc925b9 scope link\n',
      ),
    );
    expect(drops(await open(circular))).toEqual(['RECURSION_LIMIT ipip2']);
  });
});

it('is written into the script: tunl0 is there with the module, other tunnels are made', () => {
  const scenario = changed(
    calicoIpip('ping -c 1 10.244.166.159'),
    'master',
    withLinks((links) => [
      ...links,
      { kind: 'ipip', name: 'ipip1', local: '192.168.43.152', remote: '192.168.43.9', ttl: 64 },
    ]),
  );
  const written = script(scenario, scenario.probe);
  const text = written.ok ? written.value : written.problem.what;
  expect(text).toContain('modprobe -q ipip');
  expect(text).toContain('link set tunl0 mtu 1480\n');
  expect(text).toContain('link add name ipip1 type ipip local 192.168.43.152 remote 192.168.43.9 ttl 64\n');
  expect(text).not.toContain('name tunl0');
});

describe('ip', () => {
  it('lists tunl0 with the addresses of its ends, which are any', async () => {
    const { trace } = await open({
      ...calicoIpip(''),
      probe: { in: 'master', run: 'ip -d link show tunl0' },
    });
    expect(trace.outcome.output.split('\n').map((line) => line.trim())).toEqual([
      expect.stringMatching(/^\d+: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN /),
      'link/ipip 0.0.0.0 brd 0.0.0.0 promiscuity 0  allmulti 0 minmtu 0 maxmtu 0',
      expect.stringMatching(/^ipip any remote any local any ttl inherit nopmtudisc /),
    ]);
  });
});
