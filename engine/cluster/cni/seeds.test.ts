// The networks of the walkthroughs, declared as intent: what their machines print, held against what the documents print.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario/schema.ts';
import type { DockerHost } from '../docker/declared.ts';
import { dockerPart } from '../docker/docker.ts';
import { run, scenarioOf, shown } from '../host/hosts.fixture.ts';
import { type CalicoNode, type CalicoPod, calicoParts } from './calico.ts';
import { type FlannelCluster, flannelScenario } from './flannel.fixture.ts';

const FILE = join(import.meta.dirname, '../../../../shared/seeds/walkthroughs.json');
const present = existsSync(FILE);

interface Walkthroughs {
  readonly commands: readonly {
    readonly id: string;
    readonly command: string;
    readonly output: readonly string[];
  }[];
}

const { commands }: Walkthroughs = present ? JSON.parse(readFileSync(FILE, 'utf8')) : { commands: [] };

/** Spaces aside; and there is nobody here whom iptables could ask for the name of 224.0.0.0. */
const words = (line: string) =>
  line.trim().replaceAll(/\s+/g, ' ').replace('base-address.mcast.net', '224.0.0.0');

/** What the document prints for a command. */
const printed = (id: string) => commands.find((each) => each.id === id)!.output.map(words);

function docker(host: Partial<DockerHost> & Pick<DockerHost, 'name'>) {
  const result = dockerPart({ version: '20.10.24', ...host });
  if (!result.ok) throw new Error(result.problem.what);
  return result.value;
}

const linkLocal = '169.254.0.0/16 dev eth0 scope link metric 1002';

/** 000: six nodes on Alibaba's cloud, host-gw. */
const CLOUD: FlannelCluster = {
  conf: { network: '10.10.0.0/16', backend: { type: 'host-gw' }, version: 'v0.19.0', randomFully: false },
  nic: 'eth0',
  kernel: '3.10',
  prefixLength: 28,
  nodes: Array.from({ length: 6 }, (_, n) => ({
    node: `node-${'cdabef'[n]}`,
    subnet: `10.10.${n}.0/24`,
    publicIp: `192.168.0.${n + 1}`,
    before: [docker({ name: `node-${n}` })],
    routes: ['default via 192.168.0.13 dev eth0', linkLocal],
    pods:
      n === 2
        ? [
            {
              netns: 'pod-a',
              address: '10.10.2.238',
              mac: '86:41:d0:e3:0c:65',
              veth: 'vethef2d98bc',
              vethMac: '5e:14:e7:9e:ca:fd',
            },
          ]
        : [{ netns: `pod-${n}` }],
    delegate: n === 2 ? { mac: '2e:5b:e9:3d:88:51' } : {},
  })),
};

const office = (address: string) => [
  'default via 172.12.1.2 dev ens33 metric 100',
  `172.12.1.0/24 dev ens33 proto kernel scope link src ${address} metric 100`,
];

/** 001: two nodes, Docker's containers beside flannel's pods. */
const OFFICE: FlannelCluster = {
  conf: { network: '10.244.0.0/16', backend: { type: 'host-gw' }, version: 'v0.14.0' },
  nic: 'ens33',
  prefixLength: 24,
  nodes: [
    {
      node: 'k8s-1',
      subnet: '10.244.0.0/24',
      publicIp: '172.12.1.11',
      before: [
        docker({ name: 'k8s-1', containers: [{ name: 'c1' }], defaultBridge: { mac: '02:42:da:0c:a5:79' } }),
      ],
      routes: office('172.12.1.11'),
      // The MTU of the udp backend that was there before.
      delegate: { mac: '1e:db:12:e1:c0:79', mtu: 1472 },
      pods: [{ netns: 'cni-59h6g', veth: 'veth54a9e98a', vethMac: '66:c5:ab:c8:03:4e' }],
    },
    {
      node: 'k8s-2',
      subnet: '10.244.1.0/24',
      publicIp: '172.12.1.12',
      before: [
        docker({
          name: 'k8s-2',
          networks: [{ name: 'br_net18', id: 'f858947429bb' }],
          containers: [{ name: 'c2', network: 'br_net18' }],
        }),
      ],
      routes: office('172.12.1.12'),
      pods: [
        { netns: 'cc', address: '10.244.1.10' },
        { netns: 'cni-svtwf', address: '10.244.1.7' },
      ],
    },
  ],
};

const dhcp = (address: string) => [
  `default via 192.168.205.1 dev enp0s1 proto dhcp src ${address} metric 100`,
  `192.168.205.0/24 dev enp0s1 proto kernel scope link src ${address} metric 100`,
  `192.168.205.1 dev enp0s1 proto dhcp scope link src ${address} metric 100`,
];

/** 002: k3s, vxlan (or, in its section on host-gw, that). */
const k3s = (backend: 'vxlan' | 'host-gw'): FlannelCluster => ({
  conf: { network: '10.42.0.0/16', backend: { type: backend }, version: 'v0.22.2' },
  nic: 'enp0s1',
  prefixLength: 24,
  nodes: [
    {
      node: 'master',
      subnet: '10.42.0.0/24',
      publicIp: '192.168.205.4',
      vtepMac: '3a:d4:0b:6e:51:f2',
      routes: dhcp('192.168.205.4'),
      pods: [{ netns: 'nginx', address: '10.42.0.65' }],
      delegate: { leftBehind: true },
    },
    {
      node: 'node1',
      subnet: '10.42.1.0/24',
      publicIp: '192.168.205.3',
      vtepMac: '62:c8:a9:ce:ca:4e',
      routes: dhcp('192.168.205.3'),
      pods: [{ netns: 'busybox', address: '10.42.1.9' }],
    },
    {
      node: 'node2',
      subnet: '10.42.2.0/24',
      publicIp: '192.168.205.5',
      vtepMac: 'ee:87:b2:4a:fd:62',
      routes: dhcp('192.168.205.5'),
      pods: [{ netns: 'other', address: '10.42.2.6' }],
    },
  ],
});

const home = (address: string) => [
  'default via 192.168.31.1 dev ens33 proto static metric 100',
  `192.168.31.0/24 dev ens33 proto kernel scope link src ${address} metric 100`,
];

/** 003: kubeadm, host-gw; Docker with --iptables=false, for none of its chains are there. */
const KUBEADM: FlannelCluster = {
  conf: { network: '10.244.0.0/16', backend: { type: 'host-gw' }, version: 'v0.19.0', randomFully: false },
  nic: 'ens33',
  kernel: '3.10',
  prefixLength: 24,
  nodes: [
    {
      node: 'hostgw-master',
      subnet: '10.244.0.0/24',
      publicIp: '192.168.31.201',
      before: [docker({ name: 'hostgw-master', iptables: false })],
      routes: home('192.168.31.201'),
      pods: [{ netns: 'coredns-xx6mc' }, { netns: 'coredns-8qxfv' }, { netns: 'nginx-th5pz' }],
    },
    {
      node: 'hostgw-node',
      subnet: '10.244.1.0/24',
      publicIp: '192.168.31.202',
      before: [docker({ name: 'hostgw-node', iptables: false })],
      routes: home('192.168.31.202'),
      pods: [{ netns: 'nginx-4k7xw' }, { netns: 'nginx-j6zwk' }],
    },
  ],
};

const CALICO_NODES: readonly CalicoNode[] = [
  { node: 'master', address: '192.168.43.152', blocks: ['10.244.219.64/26'] },
  { node: 'node1', address: '192.168.43.153', blocks: ['10.244.166.128/26'] },
];

/** pod2 is a Deployment's pod: its veth is not named after `pod2`. */
const CALICO_PODS: readonly CalicoPod[] = [
  { netns: 'pod1', namespace: 'test', name: 'pod1', address: '10.244.219.75' },
  { netns: 'pod2', namespace: 'test', name: 'pod2', address: '10.244.166.159', veth: 'cali779e50eea23' },
];

/** 004: Calico v3.22, native routes; docker0 beside. */
const calico = scenarioOf(
  Object.fromEntries(
    CALICO_NODES.map((own, at) => {
      const conf = { pools: [{ cidr: '10.244.0.0/16', natOutgoing: true, ipipMode: 'Never' as const }] };
      const uplink = { dev: 'ens33', address: `${own.address}/24`, mtu: 1500 };
      const parts = calicoParts(conf, own, CALICO_NODES, uplink, [CALICO_PODS[at]!]);
      if (!parts.ok) throw new Error(parts.problem.what);
      const host = {
        nic: 'ens33',
        kernel: '3.10',
        address: uplink.address,
        routes: ['default via 192.168.43.2 dev ens33'],
        parts: [docker({ name: own.node }), ...parts.value],
      };
      return [own.node, host];
    }),
  ),
);

const SCENARIOS = {
  calico,
  cloud: flannelScenario(CLOUD),
  office: flannelScenario(OFFICE),
  'k3s vxlan': flannelScenario(k3s('vxlan')),
  'k3s host-gw': flannelScenario(k3s('host-gw')),
  kubeadm: flannelScenario(KUBEADM),
} satisfies Record<string, Scenario>;

/** [document's command, cluster, place, command]; every line of the document is printed, and no other. */
const WHOLE: readonly [string, keyof typeof SCENARIOS, string, string][] = [
  ['000.c02', 'cloud', 'node-a/pod-a', 'ip route'],
  ['000.c13', 'cloud', 'node-a', 'ip route'],
  ['000.c15', 'cloud', 'node-b', 'ip route'],
  ['001.c73', 'office', 'k8s-1', 'route -n'],
  ['001.c78', 'office', 'k8s-2', 'route -n'],
  ['001.c80', 'office', 'k8s-2/c2', 'route -n'],
  ['001.c81', 'office', 'k8s-2', 'route -n'],
  ['002.c15', 'k3s vxlan', 'master', 'ip route'],
  ['002.c44', 'k3s vxlan', 'master', 'bridge fdb show dev flannel.1'],
  ['002.c50', 'k3s vxlan', 'master', 'bridge fdb show dev flannel.1'],
  ['003.c06', 'kubeadm', 'hostgw-master', 'ip route'],
  ['003.c07', 'kubeadm', 'hostgw-node', 'ip route'],
  ['004.c03', 'calico', 'pod1', 'route -n'],
  ['004.c23', 'calico', 'master', 'iptables -t nat -S cali-nat-outgoing'],
];

/** Documents print some lines of what the machine prints. */
const AMONG_OTHERS: typeof WHOLE = [
  ['002.c28', 'k3s host-gw', 'node1', 'ip route'],
  ['002.c38', 'k3s vxlan', 'master', 'ip route'],
  ['002.c40', 'k3s vxlan', 'master', 'ip neigh'],
  ['002.c43', 'k3s vxlan', 'master', 'bridge fdb show'],
  ['002.c46', 'k3s vxlan', 'master', 'route -n'],
  ['002.c48', 'k3s vxlan', 'node1', 'route -n'],
];

/** Lines that a document prints and a derived machine does not, and why. */
const DELIBERATE = [
  {
    id: '002.c41',
    line: '10.42.2.0 lladdr ca:cb:1f:99:10:97 PERMANENT',
    instead: '10.42.2.0 lladdr ee:87:b2:4a:fd:62 PERMANENT',
    why: 'flanneld writes both entries from one lease; the document has another address in the FDB',
  },
  {
    id: '002.c26',
    line: '10.42.1.0/24 via 192.168.205.3 enp0s1 ...',
    instead: '10.42.1.0/24 via 192.168.205.3 dev enp0s1',
    why: 'abridged by the author',
  },
];

const skipped = present ? '' : ' (skipped: the walkthroughs are not here)';

describe.skipIf(!present)(`derived machines and the documents${skipped}`, () => {
  it.each(WHOLE)(
    '%s: %s, %s prints for "%s" what the document prints',
    async (id, cluster, place, command) => {
      const lines = await shown(SCENARIOS[cluster], place, command);
      expect(lines.map(words)).toEqual(printed(id));
    },
  );

  it.each(AMONG_OTHERS)(
    '%s: %s, %s prints for "%s" these among others',
    async (id, cluster, place, command) => {
      const lines = (await shown(SCENARIOS[cluster], place, command)).map(words);
      expect(lines).toEqual(expect.arrayContaining(printed(id)));
    },
  );

  it.each(DELIBERATE)('$id differs: $why', async ({ id, line, instead }) => {
    expect(printed(id)).toContain(line);
    const [cluster, command] =
      id === '002.c41'
        ? (['k3s vxlan', 'ip neigh show dev flannel.1'] as const)
        : (['k3s host-gw', 'ip route'] as const);
    const lines = (await shown(SCENARIOS[cluster], 'master', command)).map(words);
    expect(lines).toContain(instead);
    expect(lines).toEqual(expect.arrayContaining(printed(id).filter((each) => each !== line)));
  });

  it('003: flannel’s rules are listed as in the document, in their order', async () => {
    const flannels = (lines: readonly string[]) =>
      lines
        .map(words)
        .flatMap((line) => (line.includes('/* flannel') ? [line.split(' ').slice(2).join(' ')] : []));
    for (const [id, command] of [
      ['003.c13', 'iptables -L -v'],
      ['003.c16', 'iptables -t nat -L -v'],
    ] as const) {
      const listed = flannels(await shown(SCENARIOS.kubeadm, 'hostgw-master', command));
      expect(listed).toEqual(flannels(printed(id)));
      expect(listed.length).toBeGreaterThan(1);
    }
  });

  it('002: portmap’s chain stands in PREROUTING as listed', async () => {
    const row = printed('002.c09').find((line) => line.includes('CNI-HOSTPORT-DNAT'))!;
    const listed = (await shown(SCENARIOS['k3s vxlan'], 'master', 'iptables -nvL PREROUTING -t nat')).map(
      words,
    );
    // iptables 1.8.9 prints protocols as numbers with -n, older ones do not.
    const withoutCounters = (line: string) => line.split(' ').slice(2).join(' ').replace(' 0 --', ' all --');
    expect(listed.map(withoutCounters)).toContain(withoutCounters(row));
  });

  it.each([
    ['000.c04', 'cloud', 'node-a', 'cni0'],
    ['000.c07', 'cloud', 'node-a/pod-a', 'eth0'],
    ['000.c08', 'cloud', 'node-a', 'vethef2d98bc'],
  ] as const)('%s: %s, %s has the addresses and MTU of %s', async (id, cluster, place, dev) => {
    const facts = (lines: readonly string[]) =>
      lines.flatMap((line) => /mtu \d+|link\/ether \S+|inet \S+/.exec(line)?.[0] ?? []);
    const lines = await shown(SCENARIOS[cluster], place, `ip addr show dev ${dev}`);
    expect(facts(lines)).toEqual(facts(printed(id)));
  });

  it('001: cni0 and the veth keep the MTU of another backend; docker0 is there', async () => {
    const facts = (lines: readonly string[]) =>
      lines.flatMap(
        (line) =>
          /\w+(@\w+)?: <.* mtu \d+|link\/ether \S+|inet \S+/.exec(line)?.[0].replace(/@\w+|<.*>/g, '') ?? [],
      );
    const lines = facts(await shown(SCENARIOS.office, 'k8s-1', 'ip addr'));
    const expected = facts(printed('001.c15')).filter((fact) => !fact.includes('00:0c:29'));
    expect(lines).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ['001.c66', 'k8s-1/c1'],
    ['001.c71', 'k8s-2/c2'],
  ])('%s: %s has the address, and the address of the link made from it', async (id, place) => {
    const text = printed(id).join('\n');
    const [, mac] = /HWaddr (\S+)/.exec(text)!;
    const [, address] = /inet addr:(\S+)/.exec(text)!;
    const lines = (await shown(SCENARIOS.office, place, 'ip addr show dev eth0')).join('\n');
    expect(lines).toContain(`link/ether ${mac!.toLowerCase()}`);
    expect(lines).toContain(`inet ${address}/16`);
  });

  it('004: Calico’s jumps stand before docker’s masquerading', async () => {
    const rows = (lines: readonly string[]) =>
      lines.map(words).filter((line) => !/KUBE|^Chain|^target/.test(line));
    const columns = (line: string) => line.replace(/ (0|all) -- (\S+) (\S+)/, '').trim();
    for (const [id, chain] of [
      ['004.c07', 'POSTROUTING'],
      ['004.c10', 'PREROUTING'],
    ] as const) {
      const document = printed(id);
      const from = document.findIndex((line) => line.startsWith(`Chain ${chain} `));
      const part = document.slice(from, document.indexOf('', from));
      const listed = await shown(SCENARIOS.calico, 'master', `iptables -t nat -L ${chain} -n`);
      expect(rows(listed).map(columns)).toEqual(expect.arrayContaining(rows(part).map(columns)));
      expect(rows(part).length).toBeGreaterThan(0);
      expect(columns(rows(listed)[0]!)).toBe(columns(rows(part)[0]!));
    }
  });

  it('004: the pod’s gateway has the address that all of Calico’s devices have', async () => {
    const asked = { ...SCENARIOS.calico, commands: [{ in: 'pod1', run: 'ping -c 1 -W 1 192.168.43.152' }] };
    const [, gateway] = printed('004.c04');
    expect((await shown(asked, 'pod1', 'arp -n')).map(words)).toContain(gateway);
    expect((await run(asked, 'pod1', 'ping -c 1 -W 1 10.244.166.159')).output).toContain(' 0% packet loss');
  });
});
