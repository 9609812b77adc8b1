// Document 003, flannel host-gw on a cluster made by kubeadm: what its machines print, and what becomes of the library's probes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ScenarioCommand } from '../schema.ts';
import { at, chainsOf, documentsOf, type Row } from './documents.fixture.ts';
import { open, outcomeOf, outcomesOf, shown } from './shown.fixture.ts';

const FILE = join(import.meta.dirname, '../../../../shared/seeds/walkthroughs.json');
const present = existsSync(FILE);
const { printed, printing } = documentsOf(present ? readFileSync(FILE, 'utf8') : null);

const MASTER_POD = 'hostgw-master/nginx-deployment-574b87c764-th5pz';
const NODE_POD = 'hostgw-node/nginx-deployment-574b87c764-4k7xw';

/** Every line of the document is printed, and no other. */
const WHOLE: readonly Row[] = [
  ['003.c04', 'host-gw-kubeadm', 'hostgw-master', 'ping -c 2 10.244.1.3'],
  ['003.c05', 'host-gw-kubeadm', 'hostgw-master', 'ping -c 1 10.244.0.4'],
  ['003.c06', 'host-gw-kubeadm', 'hostgw-master', 'ip route'],
  ['003.c07', 'host-gw-kubeadm', 'hostgw-node', 'ip route'],
  ['003.c06', 'kube-dns', 'hostgw-master', 'ip route'],
  ['003.c06', 'no-endpoints', 'hostgw-master', 'ip route'],
  ['003.c06', 'flannel-egress', 'hostgw-master', 'ip route'],
  ['003.c07', 'flannel-egress', 'hostgw-node', 'ip route'],
];

/** Every chain of the document is listed, with its rules in their order. */
const LISTED: readonly Row[] = [
  ['003.c13', 'kube-dns', 'hostgw-master', 'sudo iptables  -L -v'],
  // The document: adding a service changes nothing in filter.
  ['003.c13', 'host-gw-kubeadm', 'hostgw-master', 'sudo iptables  -L -v'],
  ['003.c16', 'kube-dns', 'hostgw-master', 'sudo iptables -t nat -L -v'],
];

/** Chains whose order differs. */
const REORDERED: Readonly<Record<string, string>> = {
  '003.c13 INPUT': 'kubelet puts its jump in front, and kube-proxy too; in the document, kubelet came last',
  '003.c13 OUTPUT': 'as INPUT',
};

/** kubelet's since 1.16.11. The document's KUBE-POSTROUTING is kube-proxy's since 1.16.13: its kubelet was older. */
const LOCALNET =
  'DROP all -- any any !127.0.0.0/8 127.0.0.0/8 /* block incoming localnet connections */ ! ctstate RELATED,ESTABLISHED,DNAT';

/** The document differs, for a reason; `same` leaves what does not. */
const DELIBERATE: readonly {
  readonly row: Row;
  readonly why: string;
  readonly same: (lines: readonly string[]) => unknown;
}[] = [
  {
    row: ['003.c10', 'host-gw-kubeadm', 'hostgw-master', 'curl -s 10.103.92.81:80'],
    why: 'nginx’s page does not say which of the three pods it is from; here the page is the pod’s name',
    same: (lines) => /nginx/.test(lines.join('\n')),
  },
  {
    row: ['003.c11', 'host-gw-kubeadm', 'hostgw-master', 'nc -zv 10.103.92.81 80'],
    why: 'the document has Ncat; here nc is the one of OpenBSD',
    same: (lines) => /Connect(ed|ion) to 10\.103\.92\.81.80/.test(lines.join('\n').replace(' 80', ':80')),
  },
];

/** Printed in this document, and not by a network. */
const NOT_HELD: Readonly<Record<string, string>> = {
  '003.c01': 'kubectl',
  '003.c03': 'kubectl',
  '003.c09': 'kubectl',
  '003.c12': 'telnet: nc says the same',
  '003.c14': 'kubectl',
  '003.c15': 'kubectl',
};

const skipped = present ? '' : ' (skipped: the walkthroughs are not here)';

describe.skipIf(!present)(`the library and document 003${skipped}`, () => {
  it.each(WHOLE)(
    '%s: %s, %s prints for "%s" what the document prints',
    async (id, scenario, place, command) => {
      expect(await shown(scenario, at(place, command))).toEqual(printed(id));
    },
  );

  it.each(LISTED)(
    '%s: %s, %s lists for "%s" the chains of the document',
    async (id, scenario, place, command) => {
      const ours = chainsOf(await shown(scenario, at(place, command)));
      const document = chainsOf(printed(id));
      for (const [name, { about, rules }] of document) {
        const listed = ours.get(name)!;
        const found = listed.rules.filter((rule) => rules.includes(rule));
        expect([name, listed.about]).toEqual([name, about]);
        if (REORDERED[`${id} ${name}`] === undefined) expect(found).toEqual(rules);
        else {
          expect(found).not.toEqual(rules);
          expect([...found].sort()).toEqual([...rules].sort());
        }
      }
      expect(document.size).toBeGreaterThan(5);
    },
  );

  it('003.c13: the filter table has one rule that the document does not have', async () => {
    const rulesOf = (lines: readonly string[]) => [...chainsOf(lines).values()].flatMap(({ rules }) => rules);
    const document = rulesOf(printed('003.c13'));
    const ours = rulesOf(await shown('kube-dns', at('hostgw-master', 'iptables -L -v')));
    expect(ours.filter((rule) => !document.includes(rule))).toEqual([LOCALNET]);
  });

  it.each(DELIBERATE.map((each) => [each.row[0], each.why, each] as const))(
    '%s differs: %s',
    async (id, _why, { row: [, scenario, place, command], same }) => {
      const lines = await shown(scenario, at(place, command));
      expect(lines).not.toEqual(printed(id));
      expect([same(lines), same(printed(id))]).toEqual([true, true]);
    },
  );

  it('leaves out nothing that the document prints, but with a reason', () => {
    const held = [...WHOLE, ...LISTED, ...DELIBERATE.map(({ row }) => row)].map(([id]) => id);
    expect(printing('003')).toEqual([...new Set([...held, ...Object.keys(NOT_HELD)])].sort());
  });
});

describe('the chains of my-service', () => {
  it('have the names that 1.16 gives to a port without a name, and three lots', async () => {
    const rules = await shown('host-gw-kubeadm', at('hostgw-master', 'iptables -t nat -S'));
    expect(rules.filter((rule) => rule.startsWith('-A KUBE-SVC-KEAUNL7HVWWSEZA6'))).toEqual([
      '-A KUBE-SVC-KEAUNL7HVWWSEZA6 -m statistic --mode random --probability 0.33332999982 -j KUBE-SEP-PI6JLHQCVV7JC7UN',
      '-A KUBE-SVC-KEAUNL7HVWWSEZA6 -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-HU4TUGVVEDNZBCQW',
      '-A KUBE-SVC-KEAUNL7HVWWSEZA6 -j KUBE-SEP-4EUCYCYEYJ32OQGB',
    ]);
  });

  it('are gone when nobody is behind it: a rule in filter refuses', async () => {
    const rules = await shown('no-endpoints', at('hostgw-master', 'iptables -t nat -S'));
    expect(rules.filter((rule) => rule.includes('10.103.92.81'))).toEqual([]);
    const refused = await shown('no-endpoints', at('hostgw-master', 'iptables -S KUBE-SERVICES'));
    expect(refused).toEqual([
      '-N KUBE-SERVICES',
      '-A KUBE-SERVICES -d 10.103.92.81/32 -p tcp -m comment --comment "default/my-service: has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable',
    ]);
  });
});

/** Of the probe and of each alternative, in their order. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'host-gw-kubeadm': ['ttl 63', 'ttl 64', 'answered', 'ttl 62', 'answered', 'answered'],
  'kube-dns': ['answered', 'answered', 'answered', 'answered', 'answered'],
  'no-endpoints': ['unreachable', 'unreachable', 'timeout', 'answered', 'answered'],
  'flannel-egress': ['ttl 62', 'ttl 63', 'ttl 62', 'ttl 62', 'answered'],
};

describe('the probes of the library', () => {
  it.each(Object.entries(OUTCOMES))('%s', async (id, outcomes) => {
    expect(await outcomesOf(id)).toEqual(outcomes);
  });
});

/** Each change of an address, `MACHINE: FROM to TO`, of the first packet and of its answer. */
async function rewritings(id: string, probe: ScenarioCommand | null): Promise<string[]> {
  const { trace, outline } = await open(id, probe);
  const seen = trace.events.flatMap(({ did, ns }) =>
    did.kind === 'nat' ? [`${outline.namespaces[ns]!.name}: ${did.from} to ${did.to}`] : [],
  );
  return [...new Set(seen)];
}

describe('what the descriptions promise', () => {
  it.each([
    // The second rule: a pod to the world. Back by conntrack.
    [
      at(NODE_POD, 'ping -c 1 8.8.8.8'),
      ['hostgw-node: 10.244.1.2 to 192.168.31.202', 'hostgw-node: 192.168.31.202 to 10.244.1.2'],
    ],
    // The first: pod to pod.
    [at(NODE_POD, 'ping -c 1 10.244.0.2'), []],
    // The third: somebody to this node's own pods.
    [at('client', 'ping -c 1 10.244.0.2'), []],
    // The fourth: somebody to another node's pods.
    [
      at('client', 'ping -c 1 10.244.1.2'),
      ['hostgw-master: 192.168.31.50 to 192.168.31.201', 'hostgw-master: 192.168.31.201 to 192.168.31.50'],
    ],
  ])('flannel-egress: %j is masqueraded: %j', async (probe, changes) => {
    expect(await rewritings('flannel-egress', probe)).toEqual(changes);
  });

  it.each([
    // The node's question is masqueraded, a pod's is not.
    ['kube-dns', at('hostgw-master', 'curl -s 10.96.0.10:9153/metrics'), true],
    ['host-gw-kubeadm', at(NODE_POD, 'curl -s 10.96.0.10:9153/metrics'), false],
  ] as const)('%s %j masquerades: %s', async (id, probe, marked) => {
    const { trace } = await open(id, probe);
    const walked = trace.events.some(({ did }) => did.kind === 'walk' && did.chain === 'KUBE-MARK-MASQ');
    expect(walked).toBe(marked);
  });

  it('no-endpoints: the packet that nobody here may have is marked, and dropped by KUBE-FIREWALL', async () => {
    const { trace } = await open(
      'no-endpoints',
      at('client', 'curl -m 2 http://192.168.31.202:30153/metrics'),
    );
    const walks = trace.events.flatMap(({ did }) => (did.kind === 'walk' ? [did] : []));
    expect(walks.find(({ chain }) => chain === 'KUBE-MARK-DROP')).toBeDefined();
    const last = walks.at(-1)!;
    expect(last).toMatchObject({ chain: 'KUBE-FIREWALL', outcome: { verdict: 'DROP' } });
  });

  it('host-gw-kubeadm: without the way back, pods lose each other, and the node still reaches all', async () => {
    const typed = [at('hostgw-node', 'ip route del 10.244.0.0/24')];
    const asked = [null, at(MASTER_POD, 'ping -c 1 10.244.1.3')];
    const opened = await Promise.all(asked.map((probe) => open('host-gw-kubeadm', probe, typed)));
    expect(opened.map(outcomeOf)).toEqual(['ttl 63', 'timeout']);
  });
});
