// The faults of the library: which probes are answered, where the packet ends, and that with the commands in the file it is answered.
import { describe, expect, it } from 'vitest';
import type { Opened } from '../../protocol.ts';
import type { Scenario, ScenarioCommand } from '../schema.ts';
import { at } from './documents.fixture.ts';
import { FAULTS } from './faults.ts';
import { open, outcomeOf, outcomesOf, shown } from './shown.fixture.ts';

interface Fault {
  /** Of the probe and of each alternative, in their order. */
  readonly outcomes: readonly string[];
  /** Where the packet, and what is said about it, ends: `NAMESPACE DEVICE: FUNCTION REASON detail`. */
  readonly dies: readonly string[];
  /** What becomes of the probe when the fault is mended. */
  readonly after: string;
}

const thrice = (what: string) => [what, what, what];

const EXPECTED: Readonly<Record<string, Fault>> = {
  'fault-ip-forward': {
    outcomes: ['timeout', 'ttl 64', 'ttl 64', 'ttl 64'],
    dies: ['k8s-1 v1_r: ip_error IP_INADDRERRORS ip_forward'],
    after: 'ttl 63',
  },
  'fault-veth-down': {
    outcomes: ['unreachable', 'unreachable'],
    dies: ['k8s-2/ns1 veth0: arp_error_report NEIGH_FAILED 10.1.1.3'],
    after: 'ttl 64',
  },
  'fault-cni0-down': {
    outcomes: ['timeout', 'ttl 64', 'timeout', 'unreachable'],
    dies: ['gateway eth0: ip_error NOT_SPECIFIED its route is blackhole'],
    after: 'ttl 62',
  },
  'fault-missing-route': {
    outcomes: ['timeout', 'unreachable', 'timeout', 'ttl 64'],
    dies: [
      'gateway -: ip_route_output_key_hash IP_OUTNOROUTES ENETUNREACH',
      'gateway eth0: ip_error IP_INNOROUTES',
    ],
    after: 'ttl 62',
  },
  'fault-asymmetric-reply': {
    outcomes: ['timeout', 'unreachable', 'ttl 63'],
    dies: [
      ...thrice('k8s-2 docker0: noop_enqueue QDISC_DROP docker0'),
      'k8s-2 docker0: arp_error_report NEIGH_FAILED 172.17.0.2',
    ],
    after: 'ttl 62',
  },
  'fault-pod-route-gone': {
    outcomes: ['timeout', 'ttl 64', 'ttl 64', 'unreachable'],
    dies: ['k8s-2/cni-b9kmz -: ip_route_output_key_hash IP_OUTNOROUTES ENETUNREACH'],
    after: 'ttl 62',
  },
  'fault-duplicate-cidr': {
    outcomes: ['unreachable', 'ttl 64', 'ttl 64', 'timeout', 'unreachable'],
    dies: ['hostgw-node cni0: arp_error_report NEIGH_FAILED 10.244.1.7'],
    after: 'ttl 62',
  },
  'fault-l2-adjacency': {
    outcomes: ['timeout', 'ttl 62', 'ttl 63', 'unreachable'],
    dies: [
      'gateway -: ip_route_output_key_hash IP_OUTNOROUTES ENETUNREACH',
      'gateway eth0: ip_error IP_INNOROUTES',
    ],
    after: 'ttl 61',
  },
  'fault-proxy-arp': {
    outcomes: ['unreachable', 'timeout', 'unreachable', 'timeout'],
    dies: ['master/pod1 eth0: arp_error_report NEIGH_FAILED 169.254.1.1'],
    after: 'ttl 62',
  },
  'fault-missing-neigh': {
    outcomes: ['unreachable', 'ttl 62', 'ttl 64', 'timeout'],
    dies: [
      ...thrice('master flannel.1: vxlan_xmit NO_TX_TARGET ff:ff:ff:ff:ff:ff'),
      'master flannel.1: arp_error_report NEIGH_FAILED 10.42.1.0',
    ],
    after: 'ttl 62',
  },
  'fault-missing-fdb': {
    outcomes: ['timeout', 'timeout', 'ttl 62', 'ttl 64', 'timeout'],
    // The SYN, and the same once more.
    dies: [
      'master flannel.1: vxlan_xmit NO_TX_TARGET 62:c8:a9:ce:ca:4e',
      'master flannel.1: vxlan_xmit NO_TX_TARGET 62:c8:a9:ce:ca:4e',
    ],
    after: 'answered',
  },
  'fault-wrong-vni': {
    outcomes: ['timeout', 'timeout', 'ttl 62', 'ttl 64'],
    dies: ['node1 enp0s1: vxlan_rcv VXLAN_VNI_NOT_FOUND 1'],
    after: 'ttl 62',
  },
  'fault-udp-8472': {
    outcomes: ['timeout', 'ttl 64', 'ttl 62', 'timeout', 'timeout'],
    dies: ['node1 enp0s1: nf_hook_slow NETFILTER_DROP filter INPUT'],
    after: 'ttl 62',
  },
  'fault-rp-filter': {
    outcomes: ['timeout', 'ttl 64', 'ttl 64'],
    dies: ['k8s-1/ns2 v2: ip_rcv_finish IP_RPFILTER'],
    after: 'ttl 64',
  },
  'fault-input-drop': {
    outcomes: ['timeout', 'ttl 64', 'unreachable'],
    dies: ['k8s-1/ns2 veth1: nf_hook_slow NETFILTER_DROP filter INPUT'],
    after: 'ttl 64',
  },
  'fault-forward-drop': {
    outcomes: ['timeout', 'ttl 62', 'ttl 64'],
    dies: ['k8s-2 ens33: nf_hook_slow NETFILTER_DROP filter FORWARD'],
    after: 'ttl 62',
  },
  'fault-bridge-nf': {
    outcomes: ['timeout', 'ttl 64', 'answered', 'answered', 'answered'],
    dies: [
      // That there is a shorter way: conntrack knows no packet yet that this could be about.
      'hostgw-master -: nf_nat_icmp_reply_translation NETFILTER_DROP nat OUTPUT',
      'hostgw-master/nginx-deployment-574b87c764-th5pz eth0: __udp4_lib_rcv NO_SOCKET udp *',
    ],
    after: 'answered',
  },
  'fault-stale-conntrack': {
    outcomes: ['timeout', 'answered', 'answered', 'timeout'],
    dies: ['gateway eth0: ip_error NOT_SPECIFIED its route is blackhole'],
    after: 'answered',
  },
  'fault-no-listener': {
    outcomes: ['unreachable', 'answered', 'unreachable', 'ttl 64'],
    dies: ['host/web eth0: tcp_v4_rcv NO_SOCKET tcp 80'],
    after: 'answered',
  },
  'fault-mtu-mismatch': {
    outcomes: ['timeout', 'ttl 64', 'ttl 64', 'timeout'],
    dies: [
      'k8s-2/cni-svtwf eth0: __dev_forward_skb NOT_SPECIFIED vethb08e57c3 takes no frame so long (MTU 1472)',
    ],
    after: 'ttl 64',
  },
  'fault-mtu-black-hole': {
    outcomes: ['timeout', 'ttl 62', 'ttl 64'],
    // Twice: the message about the packet, and the packet.
    dies: [
      'master -: nf_hook_slow NETFILTER_DROP filter OUTPUT',
      'master cni0: ip_forward PKT_TOO_BIG 1450',
      'master -: nf_hook_slow NETFILTER_DROP filter OUTPUT',
      'master cni0: ip_forward PKT_TOO_BIG 1450',
    ],
    after: 'ttl 62',
  },
};

/** Commands without which the probe would be answered as well: they are for other nodes and their pods. */
const FOR_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'fault-l2-adjacency': ['ip route add 10.42.1.0/24 via 192.168.205.3'],
  'fault-wrong-vni': [
    'ip addr add 10.42.1.0/32 dev flannel.1',
    'ip neigh add 10.42.2.0 lladdr ee:87:b2:4a:fd:62 dev flannel.1 nud permanent',
    'bridge fdb append ee:87:b2:4a:fd:62 dev flannel.1 dst 192.168.205.5',
    'ip route add 10.42.2.0/24 via 10.42.2.0 dev flannel.1 onlink',
  ],
};

/** Every place where something ends; a port that is drawn by lot has no number. */
function deaths({ trace, outline }: Opened): string[] {
  return trace.events.flatMap(({ did, ns, dev, fn }) => {
    if (did.kind !== 'drop') return [];
    const place = `${outline.namespaces[ns]!.name} ${dev < 0 ? '-' : outline.devices[dev]!.name}`;
    return [`${place}: ${fn} ${did.reason} ${did.detail}`.trimEnd().replace(/udp [3-6]\d{4}$/, 'udp *')];
  });
}

const faultOf = ({ fault }: Scenario) => {
  if (!fault) throw new Error('nothing is said to be broken');
  return fault;
};

it('the library has these faults', () => {
  expect(FAULTS.map(({ id }) => id)).toEqual(Object.keys(EXPECTED));
});

describe.each(FAULTS)('$id', ({ id, title, summary }) => {
  const { outcomes, dies, after } = EXPECTED[id]!;

  it('answers the probes beside the broken way, and not the broken one', async () => {
    expect(await outcomesOf(id)).toEqual(outcomes);
  });

  it('ends where it is said to end', async () => {
    expect(deaths(await open(id, null))).toEqual(dies);
  });

  it('is mended by its commands: the same probe is answered', async () => {
    const { mend } = faultOf((await open(id, null)).scenario);
    const mended = await open(id, null, mend);
    expect(mended.trace.outcome.failure).toBeNull();
    expect(outcomeOf(mended)).toBe(after);
  });

  it('needs each of its commands, but for those that others need', async () => {
    const { mend } = faultOf((await open(id, null)).scenario);
    const answered = await Promise.all(
      mend.map(async (_, left) => {
        const others = mend.filter((__, at) => at !== left);
        return open(id, null, others).then(
          ({ trace }) => trace.outcome.failure === null,
          () => false,
        );
      }),
    );
    expect(mend.filter((_, at) => answered[at]).map(({ run }) => run)).toEqual(FOR_OTHERS[id] ?? []);
  });

  it('is a puzzle: what is shown at first names neither the command nor the cause', async () => {
    const { scenario } = await open(id, null);
    const { symptom, cause, mend } = faultOf(scenario);
    const shown = [title, scenario.title, summary, scenario.description ?? '', symptom].join('\n');
    for (const { run } of [...(scenario.commands ?? []), ...mend]) expect(shown).not.toContain(run);
    expect(title).toBe(scenario.title);
    expect(title).toMatch(/^Fault: /);
    for (const text of [scenario.description ?? '', cause]) expect(text.length).toBeGreaterThan(100);
  });

  it('names whole places', async () => {
    const { scenario, outline } = await open(id, null);
    const { mend } = faultOf(scenario);
    const asked = [scenario.probe, ...(scenario.alternatives ?? []), ...(scenario.commands ?? []), ...mend];
    const places = outline.namespaces.map(({ name }) => name);
    expect(places).toEqual(expect.arrayContaining(asked.map((each) => each.in)));
  });
});

/** Other ways to mend it: a network, what is typed, and what becomes of the probe. */
const OTHER_WAYS: readonly (readonly [id: string, typed: ScenarioCommand, outcome: string])[] = [
  // Behind k8s-1's own address, c1's ping needs no way back to 172.17.0.0/16.
  [
    'fault-asymmetric-reply',
    at('k8s-1', 'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'),
    'ttl 62',
  ],
  ['fault-rp-filter', at('k8s-1/ns2', 'sysctl -w net.ipv4.conf.all.rp_filter=0'), 'ttl 64'],
  ['fault-forward-drop', at('k8s-2', 'iptables -P FORWARD ACCEPT'), 'ttl 62'],
  ['fault-mtu-black-hole', at('master/client', 'ip link set eth0 mtu 1450'), 'ttl 62'],
];

describe('other ways', () => {
  it.each(OTHER_WAYS)('%s %j: %s', async (id, typed, outcome) => {
    expect(outcomeOf(await open(id, null, [typed]))).toBe(outcome);
  });
});

describe('what the texts promise', () => {
  it('fault-veth-down: what ns2 sends ends in veth1 itself, which has no carrier', async () => {
    const probe = at('k8s-2/ns2', 'ping -c 1 10.1.1.2');
    expect(deaths(await open('fault-veth-down', probe))).toEqual([
      ...thrice('k8s-2/ns2 veth1: noop_enqueue QDISC_DROP veth1'),
      'k8s-2/ns2 veth1: arp_error_report NEIGH_FAILED 10.1.1.2',
    ]);
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

  it('fault-cni0-down: the route has gone with its device', async () => {
    const routes = await shown('fault-cni0-down', at('node1', 'ip route get 10.42.1.9'));
    expect(routes[0]).toContain('via 192.168.205.1 dev enp0s1');
  });

  it('fault-stale-conntrack: the nat table is not asked', async () => {
    const asksNat = async (probe: ScenarioCommand | null) => {
      const { trace } = await open('fault-stale-conntrack', probe);
      return trace.events.some(({ did }) => did.kind === 'walk' && did.table === 'nat');
    };
    const { scenario } = await open('fault-stale-conntrack', null);
    expect([await asksNat(null), await asksNat(scenario.alternatives![1]!)]).toEqual([false, true]);
  });

  it('fault-l2-adjacency: flannel could not write the route either', async () => {
    const lines = await shown(
      'fault-l2-adjacency',
      at('master', 'ip route add 10.42.2.0/24 via 192.168.206.5 dev enp0s1'),
    );
    expect(lines).toEqual(['Error: Nexthop has invalid gateway.']);
  });
});
