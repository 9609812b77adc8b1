// The library's scenarios, opened as the page opens them: what the documents they come from say must come out.
import { describe, expect, it } from 'vitest';
import type { Opened } from './protocol.ts';
import type { Scenario, ScenarioCommand } from './scenario/schema.ts';
import { createEngine } from './serve.ts';
import { printConntrack, printFdb, printNeighbours, printRoutes } from './shell/print/index.ts';
import type { TraceEvent } from './trace/events.ts';
import type { TableName, TableSet } from './trace/rows.ts';
import { historyOf, rowsAt, versionAt } from './trace/state.ts';
import { formatIpv4 } from './wire/address.ts';
import { ipv4Of } from './wire/frame.ts';

async function open(scenario: string | Scenario, probe: ScenarioCommand | null = null) {
  const engine = createEngine();
  const opened = await engine.open({ scenario, probe });
  if (!opened.ok) throw new Error(opened.problem.what);
  return { engine, ...opened.value };
}

const idOf = ({ outline }: Opened, name: string) => outline.namespaces.find((each) => each.name === name)!.id;
const textOf = (lines: { text: string }[]) => lines.map(({ text }) => text);

/** The tables of a namespace when the probe is over. */
async function tablesAfter(
  opened: Opened & { engine: ReturnType<typeof createEngine> },
  name: string,
): Promise<TableSet> {
  const ns = idOf(opened, name);
  const base = await opened.engine.tables(ns);
  const history = historyOf(opened.trace);
  const end = opened.trace.ticks.at(-1)!;
  const at = <T extends TableName>(table: T) =>
    rowsAt(base[table], history, ns, table, versionAt(history, ns, table, end));
  return {
    link: at('link'),
    sysctl: at('sysctl'),
    route: at('route'),
    fibrule: at('fibrule'),
    neigh: at('neigh'),
    fdb: at('fdb'),
    chain: at('chain'),
    rule: at('rule'),
    counter: at('counter'),
    conntrack: at('conntrack'),
    ipset: at('ipset'),
    ipvs: at('ipvs'),
  };
}

/** Where a packet was seen with which TTL: `node-a eth0 63`. */
function sightings({ trace, outline }: Opened, wanted: (event: TraceEvent) => boolean): string[] {
  return trace.events
    .filter((event) => event.level === 'hop' && event.frame && ipv4Of(event.frame) && wanted(event))
    .map((event) => {
      const device = outline.devices[event.dev]?.name ?? '-';
      return `${outline.namespaces[event.ns]!.name} ${device} ${ipv4Of(event.frame!)!.ttl}`;
    });
}

describe('flannel-host-gw', () => {
  it('answers the ping with the TTL that the document prints', async () => {
    const { trace } = await open('flannel-host-gw');
    expect(trace.outcome.answered).toBe(true);
    expect(trace.outcome.output).toMatch(/64 bytes from 10\.10\.3\.4: icmp_seq=1 ttl=62 time=0\.\d+ ms/);
    expect(trace.outcome.output).toContain('1 packets transmitted, 1 received, 0% packet loss');
  });

  it('prints what iputils prints of a host that cannot be reached: the time from the first request to the last', async () => {
    const { trace } = await open('flannel-host-gw', { in: 'node-a/pod-a', run: 'ping 172.21.9.114 -c 1' });
    expect(trace.outcome.output).toContain('From 192.168.0.3 icmp_seq=1 Destination Host Unreachable');
    expect(trace.outcome.output).toContain(
      '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
    );
  });

  it('takes the request from device to device, and the TTL down at each node', async () => {
    const opened = await open('flannel-host-gw');
    const request = opened.trace.events.find((event) => event.did.kind === 'send')!.skb;
    expect(sightings(opened, (event) => event.skb === request)).toEqual([
      'node-a/pod-a - 64',
      'node-a/pod-a eth0 64',
      'node-a vethef2d98bc 64',
      'node-a cni0 64',
      'node-a eth0 63',
      'node-b eth0 63',
      'node-b cni0 62',
      'node-b veth7b1f4c02 62',
      'node-b/pod-b eth0 62',
    ]);
  });

  it('prints the routing tables as the document does', async () => {
    const opened = await open('flannel-host-gw');
    const tables = await opened.engine.tables(idOf(opened, 'node-a'));
    expect(textOf(printRoutes(tables))).toEqual([
      'default via 192.168.0.13 dev eth0',
      '10.10.0.0/24 via 192.168.0.1 dev eth0',
      '10.10.1.0/24 via 192.168.0.2 dev eth0',
      '10.10.2.0/24 dev cni0 proto kernel scope link src 10.10.2.1',
      '10.10.3.0/24 via 192.168.0.4 dev eth0',
      '10.10.4.0/24 via 192.168.0.5 dev eth0',
      '10.10.5.0/24 via 192.168.0.6 dev eth0',
      '169.254.0.0/16 dev eth0 scope link metric 1002',
      '172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1',
      '192.168.0.0/28 dev eth0 proto kernel scope link src 192.168.0.3',
    ]);
  });

  it.each([
    ['4.1', ''],
    ['4.2', ' linkdown'],
  ])('marks the route of a bridge without ports as kernel %s does', async (kernel, mark) => {
    const { scenario } = await open('flannel-host-gw');
    const node = { ...scenario.machines['node-a']!, kernel };
    const machines = { ...scenario.machines, 'node-a': node };
    const opened = await open({ ...scenario, machines });
    const tables = await opened.engine.tables(idOf(opened, 'node-a'));
    expect(textOf(printRoutes(tables))).toContain(
      `172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1${mark}`,
    );
  });

  it('leaves neighbours and connections as Linux does: the asker sure, the asked waiting to confirm', async () => {
    const opened = await open('flannel-host-gw');
    const nodeA = await tablesAfter(opened, 'node-a');
    expect(textOf(printNeighbours(nodeA))).toContain(
      '192.168.0.4 dev eth0 lladdr 00:16:3e:2e:80:3b REACHABLE',
    );
    const podB = await tablesAfter(opened, 'node-b/pod-b');
    expect(textOf(printNeighbours(podB))[0]).toMatch(/^10\.10\.3\.1 dev eth0 lladdr \S+ DELAY$/);
    expect(textOf(printConntrack(nodeA, { now: 0 }))).toEqual([
      expect.stringMatching(
        /^icmp {5}1 \d+ src=10\.10\.2\.238 dst=10\.10\.3\.4 type=8 code=0 id=\d+ src=10\.10\.3\.4 dst=10\.10\.2\.238 type=0 code=0 id=\d+ mark=0 use=1$/,
      ),
    ]);
    expect(textOf(printFdb(nodeA))).toContain('86:41:d0:e3:0c:65 dev vethef2d98bc master cni0');
  });
});

describe('flannel-vxlan', () => {
  it('answers three pings as busybox prints them', async () => {
    const { trace } = await open('flannel-vxlan');
    const replies = trace.outcome.output.split('\n').filter((line) => line.includes('seq='));
    expect(replies.map((line) => line.replace(/ time=.*/, ''))).toEqual([
      '64 bytes from 10.42.1.9: seq=0 ttl=62',
      '64 bytes from 10.42.1.9: seq=1 ttl=62',
      '64 bytes from 10.42.1.9: seq=2 ttl=62',
    ]);
  });

  it('puts the frame into UDP 8472 with VNI 1, from node to node', async () => {
    const opened = await open('flannel-vxlan');
    const wire = opened.trace.events.filter(
      ({ did, frame }) => did.kind === 'segment' && frame && ipv4Of(frame),
    );
    const outer = ipv4Of(wire[0]!.frame!)!;
    expect([formatIpv4(outer.src), formatIpv4(outer.dst)]).toEqual(['192.168.205.4', '192.168.205.3']);
    expect(outer.payload).toMatchObject({
      layer: 'udp',
      dport: 8472,
      payload: { layer: 'vxlan', vni: 1, payload: { dst: '62:c8:a9:ce:ca:4e', payload: { ttl: 63 } } },
    });
  });

  it('[V1] traceroute: the second hop answers as 10.42.1.0, because the route back leaves by flannel.1', async () => {
    const opened = await open('flannel-vxlan', { in: 'nginx-n8s9s', run: 'traceroute -n 10.42.1.9' });
    const hops = opened.trace.outcome.output
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '));
    expect(hops).toEqual(['1 10.42.0.1', '2 10.42.1.0', '3 10.42.1.9']);
    const node1 = idOf(opened, 'node1');
    const errors = opened.trace.events.findIndex(
      ({ did, ns }) => did.kind === 'icmp' && did.type === 11 && ns === node1,
    );
    const route = opened.trace.events[errors + 1]!;
    expect(route.did).toMatchObject({
      kind: 'route',
      saddr: 0,
      result: { dev: 'flannel.1', saddr: 0x0a2a0100 },
    });
  });

  it('loses the ping to node2: the neighbour entry and the FDB do not agree', async () => {
    const opened = await open('flannel-vxlan', { in: 'nginx-n8s9s', run: 'ping -c 1 -W 1 10.42.2.6' });
    expect(opened.trace.outcome).toMatchObject({ answered: false, failure: 'timeout' });
    const drop = opened.trace.events.find(({ did }) => did.kind === 'drop')!;
    expect(drop).toMatchObject({
      fn: 'vxlan_xmit',
      did: { reason: 'NO_TX_TARGET', detail: 'ca:cb:1f:99:10:97' },
    });
  });
});

describe('any scenario', () => {
  it('[T7] gives the same trace every time', async () => {
    const [first, second] = [await open('flannel-vxlan'), await open('flannel-vxlan')];
    expect(second.trace).toEqual(first.trace);
  });

  it('refuses what it cannot run, and says where', async () => {
    const engine = createEngine();
    const refusals = [
      await engine.open({ scenario: 'no-such-thing', probe: null }),
      await engine.open({ scenario: 'flannel-vxlan', probe: { in: 'nowhere', run: 'ping 10.0.0.1' } }),
      await engine.open({ scenario: 'flannel-vxlan', probe: { in: 'master', run: 'rm -rf /' } }),
      await engine.open({ scenario: 'flannel-vxlan', probe: { in: 'master', run: 'ping -c lots 10.0.0.1' } }),
    ];
    expect(refusals.map((each) => (each.ok ? 'ok' : each.problem.where))).toEqual([
      'scenario',
      'probe.in',
      'probe',
      'ping',
    ]);
  });
});
