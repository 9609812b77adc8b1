// What a person sees of the networks without services: which probes are answered, and what a newcomer's edits change.
import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioCommand } from '../schema.ts';
import { library, loadScenario } from './index.ts';
import { open, outcomeOf, outcomesOf } from './shown.fixture.ts';

const at = (place: string, run: string): ScenarioCommand => ({ in: place, run });

async function scenarioOf(id: string): Promise<Scenario> {
  const loaded = await loadScenario(id);
  if (!loaded.ok) throw new Error(loaded.problem.what);
  return loaded.value;
}

/** Of the probe and of each alternative, in their order. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'veth-pair': ['ttl 64', 'ttl 64', 'unreachable', 'unreachable'],
  bridge: ['ttl 64', 'ttl 64', 'ttl 64', 'unreachable', 'unreachable'],
  'ip-forward': ['ttl 63', 'ttl 63', 'ttl 64', 'unreachable'],
  'docker-routes': ['ttl 62', 'ttl 62', 'answered', 'ttl 62', 'ttl 63'],
  'docker-modes': [
    'ttl 64',
    'answered',
    'answered',
    'timeout',
    'answered',
    'answered',
    'answered',
    'unreachable',
  ],
  'same-node': ['ttl 64', 'ttl 64', 'ttl 64', 'ttl 62'],
  'host-gw-k8s': ['ttl 62', 'answered', 'ttl 62', 'ttl 62', 'ttl 62'],
};

describe.each(Object.entries(OUTCOMES))('%s', (id, outcomes) => {
  it('answers as its description says', async () => {
    expect(await outcomesOf(id)).toEqual(outcomes);
  });

  it('names its probes by whole places, and has a description and a source', async () => {
    const { probe, alternatives = [], description = '' } = await scenarioOf(id);
    const { outline } = await open(id, probe);
    const places = outline.namespaces.map(({ name }) => name);
    expect(places).toEqual(expect.arrayContaining([probe, ...alternatives].map((each) => each.in)));
    expect(description.length).toBeGreaterThan(200);
    expect(library.find((each) => each.id === id)!.source).toMatchObject({
      document: expect.stringMatching(/^00[12]$/),
      section: expect.stringMatching(/^§\d$/),
    });
  });
});

/** What a newcomer would try: a network, what is typed, the probe, and what becomes of it. */
const TRIED: readonly (readonly [
  id: string,
  typed: ScenarioCommand,
  probe: ScenarioCommand | null,
  outcome: string,
])[] = [
  ['bridge', at('k8s-2', 'ip l s br-veth1 nomaster'), null, 'unreachable'],
  ['bridge', at('k8s-2', 'ip a a 10.1.1.1/24 dev br0'), at('k8s-2', 'ping -c 1 10.1.1.2'), 'ttl 64'],
  ['ip-forward', at('k8s-1', 'echo 0 > /proc/sys/net/ipv4/ip_forward'), null, 'timeout'],
  [
    'ip-forward',
    at('k8s-1', 'ip netns exec ns2 route del -net 10.1.1.0 netmask 255.255.255.0'),
    null,
    'timeout',
  ],
  ['ip-forward', at('k8s-1', 'ip netns exec ns1 ip route add default via 10.1.1.1'), null, 'ttl 63'],
  ['docker-routes', at('k8s-1', 'route del -net 172.18.0.0/16'), null, 'timeout'],
];

describe('what a newcomer would try', () => {
  it.each(TRIED)('%s %j %j: %s', async (id, typed, probe, outcome) => {
    expect(outcomeOf(await open(id, probe, [typed]))).toBe(outcome);
  });
});

describe('what the descriptions promise', () => {
  const sendersOf = async (id: string, probe: ScenarioCommand | null) => {
    const { trace, outline } = await open(id, probe);
    return trace.events.flatMap(({ did, frame, dev }) =>
      did.kind === 'transmit' && frame?.layer === 'ethernet' ? [outline.devices[dev]!.name] : [],
    );
  };

  it('bridge: br0 floods the first ARP request and nothing after that', async () => {
    const { trace } = await open('bridge', null);
    const decided = trace.events.flatMap(({ did }) => (did.kind === 'bridge' ? [did] : []));
    expect(decided.map(({ entry }) => entry === null)).toEqual([true, false, false, false]);
    expect(decided.map(({ learned }) => learned)).toEqual(['new', 'new', 'known', 'known']);
  });

  it('docker-modes: sidecar is reached without leaving lo', async () => {
    const { trace, outline } = await open('docker-modes', at('host/web', 'curl -s http://127.0.0.1:9000/'));
    const devices = new Set(trace.events.flatMap(({ dev }) => (dev < 0 ? [] : [outline.devices[dev]!.name])));
    expect([...devices]).toEqual(['lo']);
  });

  it('docker-modes: host mode needs no NAT, a published port does', async () => {
    const rewritten = async (port: number) => {
      const { trace } = await open('docker-modes', at('visitor', `curl -s http://192.168.205.4:${port}/`));
      return trace.events.some(({ did }) => did.kind === 'nat');
    };
    expect([await rewritten(8080), await rewritten(8000)]).toEqual([false, true]);
  });

  it('docker-modes: Docker’s isolation keeps its bridges apart', async () => {
    const { trace } = await open('docker-modes', at('host/client', 'ping -c 1 -W 1 172.18.0.2'));
    const last = trace.events.findLast(({ did }) => did.kind === 'walk');
    expect(last?.did).toMatchObject({ chain: 'DOCKER-ISOLATION-STAGE-2', outcome: { verdict: 'DROP' } });
  });

  it('same-node: no ARP, and the MAC addresses of the pods', async () => {
    const { trace } = await open('same-node', null);
    expect(trace.events.some(({ did }) => did.kind === 'arp')).toBe(false);
    expect(await sendersOf('same-node', null)).toEqual(['eth0', 'vethd94361fa', 'eth0', 'vethb08e57c3']);
  });
});
