// What a person sees of each network without Kubernetes: which probes are answered, where faults kill, and what mends them.
import { describe, expect, it } from 'vitest';
import type { Opened } from '../../protocol.ts';
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
  'fault-ip-forward': ['timeout', 'ttl 64', 'ttl 64', 'ttl 64'],
  'fault-veth-down': ['unreachable', 'unreachable'],
  'fault-missing-route': ['timeout', 'unreachable', 'timeout', 'ttl 64'],
  'fault-asymmetric-reply': ['timeout', 'unreachable', 'ttl 63'],
  'fault-rp-filter': ['timeout', 'ttl 64', 'ttl 64'],
  'fault-input-drop': ['timeout', 'ttl 64', 'unreachable'],
  'fault-forward-drop': ['timeout', 'ttl 62', 'ttl 64'],
  'fault-no-listener': ['unreachable', 'answered', 'unreachable', 'ttl 64'],
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

interface Fault {
  /** Where the packet, or its answer, ends: `NAMESPACE DEVICE: REASON detail`. */
  readonly dies: string;
  readonly mended: ScenarioCommand;
  /** What becomes of the probe after that. */
  readonly after: string;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'fault-ip-forward': {
    dies: 'k8s-1 v1_r: IP_INADDRERRORS ip_forward',
    mended: at('k8s-1', 'echo 1 > /proc/sys/net/ipv4/ip_forward'),
    after: 'ttl 63',
  },
  'fault-veth-down': {
    dies: 'k8s-2/ns1 veth0: NEIGH_FAILED 10.1.1.3',
    mended: at('k8s-2', 'ip link set br-veth1 up'),
    after: 'ttl 64',
  },
  'fault-missing-route': {
    dies: 'gateway eth0: IP_INNOROUTES',
    mended: at('k8s-1', 'route add -net 172.18.0.0/16 gw 172.12.1.12'),
    after: 'ttl 62',
  },
  'fault-asymmetric-reply': {
    dies: 'k8s-2 docker0: NEIGH_FAILED 172.17.0.2',
    mended: at('k8s-2', 'route add -net 172.17.0.0/16 gw 172.12.1.11'),
    after: 'ttl 62',
  },
  'fault-rp-filter': {
    dies: 'k8s-1/ns2 v2: IP_RPFILTER',
    mended: at('k8s-1/ns2', 'sysctl -w net.ipv4.conf.all.rp_filter=2'),
    after: 'ttl 64',
  },
  'fault-input-drop': {
    dies: 'k8s-1/ns2 veth1: NETFILTER_DROP filter INPUT',
    mended: at('k8s-1/ns2', 'iptables -D INPUT -p icmp --icmp-type echo-request -j DROP'),
    after: 'ttl 64',
  },
  'fault-forward-drop': {
    dies: 'k8s-2 ens33: NETFILTER_DROP filter FORWARD',
    mended: at('k8s-2', 'iptables -I DOCKER-USER -o br-f858947429bb -j ACCEPT'),
    after: 'ttl 62',
  },
  'fault-no-listener': {
    dies: 'host/web eth0: NO_SOCKET tcp 80',
    mended: at('host/web', 'nc -lk 80'),
    after: 'answered',
  },
};

/** Every device at which a packet ended. */
const deaths = ({ trace, outline }: Opened) =>
  trace.events.flatMap(({ did, ns, dev }) =>
    did.kind === 'drop' && dev >= 0
      ? [
          `${outline.namespaces[ns]!.name} ${outline.devices[dev]!.name}: ${did.reason} ${did.detail}`.trimEnd(),
        ]
      : [],
  );

describe.each(Object.entries(FAULTS))('%s', (id, { dies, mended, after }) => {
  it(`dies: ${dies}`, async () => {
    const found = deaths(await open(id, null));
    expect(found.at(-1)).toBe(dies);
  });

  it(`is mended by what its description ends with: ${mended.run}`, async () => {
    const { description = '' } = await scenarioOf(id);
    expect(description.endsWith(mended.run)).toBe(true);
    const opened = await open(id, null, [mended]);
    expect([outcomeOf(opened), ...deaths(opened)]).toEqual([after]);
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
  // Behind k8s-1's own address, c1's ping needs no way back to 172.17.0.0/16.
  [
    'fault-asymmetric-reply',
    at('k8s-1', 'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'),
    null,
    'ttl 62',
  ],
  ['fault-rp-filter', at('k8s-1/ns2', 'sysctl -w net.ipv4.conf.all.rp_filter=0'), null, 'ttl 64'],
  ['fault-forward-drop', at('k8s-2', 'iptables -P FORWARD ACCEPT'), null, 'ttl 62'],
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

  it('fault-veth-down: what ns2 sends ends in veth1 itself, which has no carrier', async () => {
    const probe = at('k8s-2/ns2', 'ping -c 1 10.1.1.2');
    expect(deaths(await open('fault-veth-down', probe))).toEqual([
      ...Array.from({ length: 3 }, () => 'k8s-2/ns2 veth1: QDISC_DROP veth1'),
      'k8s-2/ns2 veth1: NEIGH_FAILED 10.1.1.2',
    ]);
    // The error about it is for ns2 itself.
    expect(await sendersOf('fault-veth-down', probe)).toEqual(['lo']);
  });

  it('fault-asymmetric-reply: c2 gets the request and answers it', async () => {
    const { trace, outline } = await open('fault-asymmetric-reply', null);
    const c2 = outline.namespaces.findIndex(({ name }) => name === 'k8s-2/c2');
    const answered = trace.events.filter(({ ns, did }) => ns === c2 && did.kind === 'icmp');
    expect(answered.map(({ did }) => did)).toEqual([{ kind: 'icmp', type: 0, code: 0, about: 'echo' }]);
  });

  it('fault-forward-drop: k8s-1 hides c1 behind its own address', async () => {
    const { trace } = await open('fault-forward-drop', null);
    const rewritten = trace.events.flatMap(({ did }) => (did.kind === 'nat' ? [did.to] : []));
    expect(rewritten).toEqual(['172.12.1.11']);
  });
});
