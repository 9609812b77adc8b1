// Document 004, Calico v3.22, and the same cluster over IPIP: what its machines print, and what becomes of the library's probes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../wire/address.ts';
import { TCP_SYN } from '../../wire/tcp.ts';
import type { ScenarioCommand } from '../schema.ts';
import { at, chainsOf, documentsOf, type Row } from './documents.fixture.ts';
import { open, outcomeOf, outcomesOf, shown } from './shown.fixture.ts';

const FILE = join(import.meta.dirname, '../../../../shared/seeds/walkthroughs.json');
const present = existsSync(FILE);
const { printed, printing } = documentsOf(present ? readFileSync(FILE, 'utf8') : null);

/** Every line of the document is printed, and no other. */
const WHOLE: readonly Row[] = [
  ['004.c03', 'calico-native', 'master/pod1', 'route -n'],
  ['004.c03', 'calico-ipip', 'master/pod1', 'route -n'],
  ['004.c11', 'calico-nodeport', 'master', 'iptables -t nat -S KUBE-NODEPORTS'],
  ['004.c13', 'calico-nodeport', 'master', 'iptables -t nat --list-rules KUBE-MARK-MASQ'],
  ['004.c13', 'calico-service', 'master', 'iptables -t nat --list-rules KUBE-MARK-MASQ'],
  ['004.c14', 'calico-nodeport', 'master', 'iptables -t nat -S KUBE-POSTROUTING'],
  ['004.c14', 'calico-service', 'master', 'iptables -t nat -S KUBE-POSTROUTING'],
  ['004.c23', 'calico-egress', 'master', 'iptables -t nat -S cali-nat-outgoing'],
];

/** Every chain of the document is listed, with its rules in their order. */
const LISTED: readonly Row[] = [
  ['004.c07', 'calico-service', 'master', 'iptables -t nat -L -n'],
  ['004.c10', 'calico-nodeport', 'master', 'iptables -t nat -L -n'],
  ['004.c12', 'calico-nodeport', 'master', 'iptables -t nat -L -n'],
];

const OTHERS = 'of 14 rules that jump there, all but ours are of services that the document does not name';

/** Chains whose number of references differs. */
const COUNTED_OTHERWISE: Readonly<Record<string, string>> = {
  '004.c07 KUBE-MARK-MASQ': OTHERS,
  '004.c12 KUBE-MARK-MASQ': OTHERS,
  '004.c12 KUBE-SVC-OCJIUORDHIMMVHOI':
    'copied from the section on the ClusterIP, where one rule jumps there; with a node port it is two, as the document’s own listing of KUBE-NODEPORTS shows',
};

const entryOf = (line: string) =>
  line
    .replace(/ \d+ (ESTABLISHED|TIME_WAIT) /, ' ')
    .replace(/sport=\d+ dport=30000/, 'sport=* dport=30000')
    .replace(/sport=80 dport=\d+/, 'sport=80 dport=*')
    .replace(/ secctx=\S+/, '');

/** The document differs, for a reason; `same` leaves what does not. */
const DELIBERATE: readonly {
  readonly row: Row;
  /** Before the command. */
  readonly typed: readonly ScenarioCommand[];
  readonly why: string;
  readonly same: (lines: readonly string[]) => string[];
}[] = [
  {
    row: ['004.c04', 'calico-native', 'master/pod1', 'arp -n'],
    typed: [at('master', 'ping -c 1 10.244.219.75')],
    why: 'a kernel lists neighbours by the hash of their addresses, we by their age; kubelet’s probes were a ping here',
    same: (lines) => [...lines].sort(),
  },
  {
    row: ['004.c16', 'calico-nodeport', 'master', 'conntrack -L -p tcp  --dport 30000'],
    typed: [
      at('client', 'curl -s http://192.168.43.152:30000/'),
      at('client', 'curl -s http://192.168.43.152:30000/'),
    ],
    why: 'the document’s client keeps its connections open, and its kernel has SELinux; ports are drawn at random',
    same: (lines) => lines.filter((line) => line.includes('dport=30000')).map(entryOf),
  },
];

const skipped = present ? '' : ' (skipped: the walkthroughs are not here)';

describe.skipIf(!present)(`the library and document 004${skipped}`, () => {
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
        expect(listed.rules.filter((rule) => rules.includes(rule))).toEqual(rules);
        if (COUNTED_OTHERWISE[`${id} ${name}`] === undefined)
          expect([name, listed.about]).toEqual([name, about]);
        else expect(listed.about).not.toBe(about);
      }
      expect(document.size).toBeGreaterThan(2);
    },
  );

  it.each(DELIBERATE.map((each) => [each.row[0], each.why, each] as const))(
    '%s differs: %s',
    async (id, _why, { row: [, scenario, place, command], typed, same }) => {
      const lines = await shown(scenario, at(place, command), typed);
      expect(lines).not.toEqual(printed(id));
      expect(same(lines)).toEqual(same(printed(id)));
      expect(same(lines).length).toBeGreaterThan(1);
    },
  );

  it('leaves out nothing that the document prints', () => {
    const held = [...WHOLE, ...LISTED, ...DELIBERATE.map(({ row }) => row)].map(([id]) => id);
    expect(printing('004')).toEqual([...new Set(held)].sort());
  });
});

/** The document has these tables as pictures only: as BIRD writes them, and as its text tells of them. */
const ROUTES: readonly (readonly [scenario: string, place: string, lines: readonly string[]])[] = [
  [
    'calico-native',
    'master',
    [
      '10.244.166.128/26 via 192.168.43.153 dev ens33 proto bird',
      'blackhole 10.244.219.64/26 proto bird',
      '10.244.219.75 dev cali17fddc925b9 scope link',
    ],
  ],
  [
    'calico-native',
    'node1',
    [
      'blackhole 10.244.166.128/26 proto bird',
      '10.244.166.159 dev cali779e50eea23 scope link',
      '10.244.219.64/26 via 192.168.43.152 dev ens33 proto bird',
    ],
  ],
  [
    'calico-ipip',
    'master',
    [
      '10.244.166.128/26 via 192.168.43.153 dev tunl0 proto bird onlink',
      'blackhole 10.244.219.64/26 proto bird',
      '10.244.219.75 dev cali17fddc925b9 scope link',
    ],
  ],
];

describe('routes to pods', () => {
  it.each(ROUTES)('%s, %s', async (scenario, place, lines) => {
    const routes = await shown(scenario, at(place, 'ip route'));
    expect(routes.filter((route) => route.includes('10.244.'))).toEqual(lines);
  });
});

/** Of the probe and of each alternative, in their order. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'calico-native': ['ttl 62', 'ttl 62', 'ttl 64', 'ttl 63', 'timeout'],
  'calico-service': ['answered', 'answered', 'answered', 'answered'],
  'calico-nodeport': ['answered', 'answered', 'answered', 'answered', 'unreachable'],
  'calico-egress': ['ttl 62', 'answered', 'ttl 62', 'ttl 63', 'ttl 63'],
  'calico-ipip': ['ttl 62', 'ttl 62', 'ttl 63', 'answered', 'ttl 62'],
};

describe('the probes of the library', () => {
  it.each(Object.entries(OUTCOMES))('%s', async (id, outcomes) => {
    expect(await outcomesOf(id)).toEqual(outcomes);
  });
});

const NAMES: Readonly<Record<string, string>> = {
  '192.168.43.1': 'client',
  '192.168.43.152': 'master',
  '10.244.166.159': 'pod2',
};

/** Every pair of addresses that the first packet of a connection and its answer have on their way. */
async function pairs(id: string, probe: ScenarioCommand | null): Promise<string[]> {
  const { trace } = await open(id, probe);
  const seen = trace.events.flatMap(({ frame }) => {
    const packet = frame?.layer === 'ethernet' ? frame.payload : frame;
    if (packet?.layer !== 'ipv4' || packet.payload.layer !== 'tcp' || (packet.payload.flags & TCP_SYN) === 0)
      return [];
    const [src, dst] = [formatIpv4(packet.src), formatIpv4(packet.dst)];
    return [`${NAMES[src] ?? src} > ${NAMES[dst] ?? dst}`];
  });
  return [...new Set(seen)];
}

describe('what the descriptions promise', () => {
  it('calico-nodeport: the list of rewritings, without the one that never is', async () => {
    // The document has "client > ClusterIP" besides: no rule of a node port writes a ClusterIP.
    expect(await pairs('calico-nodeport', null)).toEqual([
      'client > master',
      'client > pod2',
      'master > pod2',
      'pod2 > master',
      'pod2 > client',
      'master > client',
    ]);
  });

  it('calico-nodeport: without the mark, pod2 answers the client itself, who knows nothing of it', async () => {
    const typed = [at('master', 'iptables -t nat -D KUBE-NODEPORTS 1')];
    const probe = at('client', 'curl -s -m 2 http://192.168.43.152:30000/');
    expect(outcomeOf(await open('calico-nodeport', probe, typed))).toBe('timeout');
  });

  it('calico-native: without proxy ARP, 169.254.1.1 is nobody', async () => {
    const typed = [at('master', 'echo 0 > /proc/sys/net/ipv4/conf/cali17fddc925b9/proxy_arp')];
    expect(outcomeOf(await open('calico-native', null, typed))).toBe('unreachable');
  });

  it('calico-service: pod2 sees pod1’s own address, and its own requests are marked', async () => {
    const marked = async (place: string) => {
      const { trace } = await open('calico-service', at(place, 'curl -s http://10.1.118.185/'));
      return trace.events.some(({ did }) => did.kind === 'walk' && did.chain === 'KUBE-MARK-MASQ');
    };
    expect(await Promise.all([marked('master/pod1'), marked('node1/pod2')])).toEqual([false, true]);
  });

  it('calico-egress: without its pool in the set, the ping leaves under the pod’s address, and the answer is lost', async () => {
    const typed = [at('master', 'ipset del cali40masq-ipam-pools 10.244.0.0/16')];
    expect(outcomeOf(await open('calico-egress', null, typed))).toBe('timeout');
  });

  it('calico-ipip: one octet more than 1480 does not leave the pod', async () => {
    const { trace } = await open('calico-ipip', at('master/pod1', 'ping -c 1 -M do -s 1453 10.244.166.159'));
    expect(trace.outcome.output).toContain('message too long, mtu=1480');
    expect(trace.events).toEqual([]);
  });

  it('calico-ipip: a packet in a packet between the nodes', async () => {
    const { trace } = await open('calico-ipip', null);
    const outer = trace.events.flatMap(({ frame }) => {
      const packet = frame?.layer === 'ethernet' ? frame.payload : frame;
      return packet?.layer === 'ipv4' && packet.payload.layer === 'ipv4' ? [packet] : [];
    });
    expect(new Set(outer.map(({ src }) => formatIpv4(src)))).toEqual(
      new Set(['192.168.43.152', '192.168.43.153']),
    );
  });
});
