// Calico: a pod's veth and gateway, routes by mode, Felix's chains with their hashes, and whether packets pass.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario/schema.ts';
import { type Host, run, savedTables, scenarioOf, shown, tablesOf } from '../host/hosts.fixture.ts';
import { LaidTable, saveTable, saveText } from '../host/laid_table.ts';
import { machineOf } from '../host/machine.ts';
import { type Part, part } from '../host/part.ts';
import { type CalicoConf, type CalicoNode, type CalicoPod, calicoParts, type IpPool } from './calico.ts';
import { lengthLimited, vethName } from './felix/names.ts';

const pool = (ipipMode: IpPool['ipipMode']): IpPool => ({
  cidr: '10.244.0.0/16',
  natOutgoing: true,
  ipipMode,
});

const conf = (ipipMode: IpPool['ipipMode']): CalicoConf => ({ pools: [pool(ipipMode)] });

const MASTER: CalicoNode = { node: 'master', address: '192.168.43.152', blocks: ['10.244.219.64/26'] };
const NODE1: CalicoNode = { node: 'node1', address: '192.168.43.153', blocks: ['10.244.166.128/26'] };
/** On another link. */
const FAR: CalicoNode = { node: 'far', address: '172.20.0.9', blocks: ['10.244.7.0/26', '10.244.8.0/26'] };

const POD1: CalicoPod = { netns: 'pod1', namespace: 'test', name: 'pod1', address: '10.244.219.75' };
const POD2: CalicoPod = {
  netns: 'pod2',
  namespace: 'test',
  name: 'pod2',
  address: '10.244.166.159',
  veth: 'cali779e50eea23',
};

const uplink = ({ address }: CalicoNode) => ({ dev: 'ens33', address: `${address}/24`, mtu: 1500 });

/** What several parts leave, as one. */
const joined = (parts: readonly Part[]): Part =>
  part({
    sysctl: Object.assign({}, ...parts.map(({ sysctl }) => sysctl)),
    links: parts.flatMap(({ links }) => links),
    routes: parts.flatMap(({ routes }) => routes),
    iptables: parts.flatMap(({ iptables }) => iptables),
    ipset: parts.flatMap(({ ipset }) => ipset),
    netns: Object.assign({}, ...parts.map(({ netns }) => netns)),
  });

function derived(
  own: CalicoNode,
  pods: readonly CalicoPod[],
  mode: IpPool['ipipMode'] = 'Never',
  all = [NODE1, MASTER],
) {
  const result = calicoParts(conf(mode), own, all, uplink(own), pods);
  if (!result.ok) throw new Error(`${result.problem.where}: ${result.problem.what}`);
  // All but portmap's.
  const [, ...calico] = result.value;
  return joined(calico);
}

const rules = (
  table: 'raw' | 'mangle' | 'nat' | 'filter',
  chain: string,
  mode: IpPool['ipipMode'] = 'Never',
) =>
  saveTable(new LaidTable(table, derived(MASTER, [POD1], mode).iptables)).flatMap((line) =>
    line.startsWith(`-A ${chain} `) ? [line.slice(`-A ${chain} `.length)] : [],
  );

describe('names', () => {
  it('of veths are made from the pod’s', () => {
    expect(vethName('test', 'pod1')).toBe('cali17fddc925b9');
  });

  it('of chains that would be too long are hashed', () => {
    expect(lengthLimited('cali-pri-', 'ksa.test.default')).toBe('cali-pri-ksa.test.default');
    expect(lengthLimited('cali-pri-', 'ksa.kube-system.coredns')).toMatch(/^cali-pri-_[\w-]{18}$/);
    expect(lengthLimited('cali-tw-', 'cali17fddc925b9')).toBe('cali-tw-cali17fddc925b9');
  });
});

describe('a pod', () => {
  it('has one address, and a gateway that no device has; the node answers for it', () => {
    const { links, netns, sysctl } = derived(MASTER, [POD1]);
    expect(links).toEqual([{ kind: 'veth', name: 'cali17fddc925b9', mac: 'ee:ee:ee:ee:ee:ee', mtu: 1500 }]);
    expect(netns.pod1?.links).toMatchObject([
      { name: 'eth0', peer: './cali17fddc925b9', addresses: ['10.244.219.75/32'] },
    ]);
    expect(netns.pod1?.routes).toEqual([
      'default via 169.254.1.1 dev eth0',
      '169.254.1.1 dev eth0 scope link',
    ]);
    expect(sysctl).toMatchObject({
      'net.ipv4.ip_forward': '1',
      'net.ipv4.conf.cali17fddc925b9.proxy_arp': '1',
      'net.ipv4.neigh.cali17fddc925b9.proxy_delay': '0',
    });
  });

  it('has an address of the node’s block: any, but tunl0’s', () => {
    const unnamed = [0, 1].map((n): CalicoPod => ({ netns: `p${n}`, namespace: 'default', name: `p${n}` }));
    const addresses = (mode: IpPool['ipipMode']) =>
      Object.values(derived(MASTER, unnamed, mode).netns).map(({ links: [eth0] }) => eth0?.addresses?.[0]);
    expect(addresses('Never')).toEqual(['10.244.219.64/32', '10.244.219.65/32']);
    expect(addresses('Always')).toEqual(['10.244.219.65/32', '10.244.219.66/32']);
    expect(() => derived(MASTER, [{ ...POD1, address: '10.244.219.64' }], 'Always')).toThrow(
      'taken by tunl0',
    );
  });
});

describe('routes', () => {
  it('native: blocks of other nodes by their addresses, and what is missing of an own block is nowhere', () => {
    expect(derived(MASTER, [POD1]).routes).toEqual([
      '10.244.219.75 dev cali17fddc925b9 scope link',
      'blackhole 10.244.219.64/26 proto bird',
      '10.244.166.128/26 via 192.168.43.153 dev ens33 proto bird',
    ]);
  });

  it('IPIP: through the tunnel, with the MTU that leaves', () => {
    const { routes, links } = derived(MASTER, [POD1], 'Always');
    expect(routes[2]).toBe('10.244.166.128/26 via 192.168.43.153 dev tunl0 proto bird onlink');
    expect(links[0]?.mtu).toBe(1480);
    expect(links[1]).toEqual({ kind: 'ipip', name: 'tunl0', mtu: 1480, addresses: ['10.244.219.64/32'] });
  });

  it('CrossSubnet: through the tunnel to other links only', () => {
    expect(derived(MASTER, [], 'CrossSubnet', [MASTER, NODE1, FAR]).routes).toEqual([
      'blackhole 10.244.219.64/26 proto bird',
      '10.244.166.128/26 via 192.168.43.153 dev ens33 proto bird',
      '10.244.7.0/26 via 172.20.0.9 dev tunl0 proto bird onlink',
      '10.244.8.0/26 via 172.20.0.9 dev tunl0 proto bird onlink',
    ]);
  });
});

const hashOf = (rule: string) => /cali:([^"]+)/.exec(rule)?.[1];

/** Hashes as public dumps of nodes have them. */
describe('Felix’s chains', () => {
  it.each([
    ['raw', 'PREROUTING', '-m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING'],
    ['raw', 'OUTPUT', '-m comment --comment "cali:tVnHkvAo15HuiPy0" -j cali-OUTPUT'],
    ['mangle', 'PREROUTING', '-m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING'],
    ['mangle', 'POSTROUTING', '-m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING'],
    ['nat', 'PREROUTING', '-m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING'],
    ['nat', 'POSTROUTING', '-m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING'],
    ['filter', 'INPUT', '-m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT'],
    ['filter', 'FORWARD', '-m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD'],
    ['filter', 'OUTPUT', '-m comment --comment "cali:tVnHkvAo15HuiPy0" -j cali-OUTPUT'],
  ] as const)('hang in %s %s', (table, chain, rule) => {
    expect(rules(table, chain)[0]).toBe(rule);
  });

  it('end FORWARD with what policy has let pass', () => {
    expect(rules('filter', 'FORWARD').slice(1)).toEqual([
      '-m comment --comment "cali:S93hcgKJrXEqnTfs" -m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT',
      '-m comment --comment "cali:mp77cMpurHhyjLrM" -j MARK --set-xmark 0x10000/0x10000',
    ]);
  });

  it.each([
    ['Never', 'nat', 'cali-PREROUTING', ['r6XmIziWUJsdOK6Z']],
    ['Never', 'nat', 'cali-OUTPUT', ['GBTAv2p5CwevEyJm']],
    ['Never', 'nat', 'cali-POSTROUTING', ['Z-c7XtVd2Bq7s_hA', 'nYKhEzDlr11Jccal']],
    ['Never', 'nat', 'cali-nat-outgoing', ['flqWnvo8yq4ULQLa']],
    [
      'Never',
      'mangle',
      'cali-PREROUTING',
      ['6BJqBjBC7crtA-7-', 'KX7AGNd6rMcDUai6', 'wNH7KsA3ILKJBsY9', 'Cg96MgVuoPm7UMRo'],
    ],
    ['Never', 'filter', 'cali-wl-to-host', ['Ee9Sbo10IpVujdIY', 'nSZbcOoG1xPONxb8']],
    [
      'Never',
      'filter',
      'cali-FORWARD',
      [
        'vjrMJCRpqwy5oRoX',
        'A_sPAO0mcxbT9mOV',
        '8ZoYfO5HKXWbB3pk',
        'jdEuaPBe14V2hutn',
        '12bc6HljsMKsmfr-',
        'NOSxoaGx8OIstr1z',
      ],
    ],
    [
      'Never',
      'filter',
      'cali-INPUT',
      ['FewJpBykm9iJ-YNH', 'hder3ARWznqqv8Va', 'xgOu2uJft6H9oDGF', '_-d-qojMfHM6NwBo', 'LqmE76MP94lZTGhA'],
    ],
    [
      'Never',
      'filter',
      'cali-OUTPUT',
      ['Mq1_rAdXXH3YkrzW', '69FkRTJDvD5Vu6Vl', 'Fskumj4SGQtDV6GC', '1F4VWEsQu0QbRwKf', 'm8Eqm15x1MjD24LD'],
    ],
    [
      'Always',
      'filter',
      'cali-INPUT',
      [
        'PajejrV4aFdkZojI',
        '_wjq-Yrma8Ly1Svo',
        '8TZGxLWh_Eiz66wc',
        '6McIeIDvPdL6PE1T',
        'YGPbrUms7NId8xVa',
        '2gmY7Bg2i0i84Wk_',
        'q-Vz2ZT9iGE331LL',
      ],
    ],
    [
      'Always',
      'filter',
      'cali-OUTPUT',
      [
        'Mq1_rAdXXH3YkrzW',
        '69FkRTJDvD5Vu6Vl',
        'AnEsmO6bDZbQntWW',
        '9e9Uf3GU5tX--Lxy',
        '0f3LDz_VKuHFaA2K',
        'OgU2f8BVEAZ_fwkq',
      ],
    ],
  ] as const)(
    'ipipMode %s, %s %s: each rule is hashed with those before it',
    (mode, table, chain, hashes) => {
      expect(rules(table, chain, mode).map(hashOf)).toEqual(hashes);
    },
  );

  it('are those of a node with six pods, dump for dump', () => {
    const pods = [
      '112d888c0c2',
      '26cecacb712',
      '55f439ddb0e',
      '9d7310e16e7',
      'c5a1f1aa0ed',
      'f6abb148530',
    ].map(
      (digits, n): CalicoPod => ({
        netns: `p${n}`,
        namespace: 'kube-system',
        name: `p${n}`,
        veth: `cali${digits}`,
        serviceAccount: 'metrics-server',
      }),
    );
    const filter = saveTable(new LaidTable('filter', derived(MASTER, pods).iptables));
    const hashes = (chain: string) => filter.filter((line) => line.startsWith(`-A ${chain} `)).map(hashOf);
    expect(hashes('cali-from-wl-dispatch')).toEqual([
      '887K6j2m0yTxV8XZ',
      '-1f18nv9_J5o_MPL',
      'X28EvX2q55aZM8gM',
      'CxKCBaJmNdZnWGOY',
      'ZPC1pWieGIBIr5A7',
      'xDvXvF5yVFq7Y1QJ',
      'FUqQW1upEuPXcL7s',
    ]);
    expect(hashes('cali-fw-cali112d888c0c2')).toEqual([
      'gxYrST51OJyfBgWw',
      '6xENQhO2T0QW5LgN',
      'O7MDTYmYN54jUWVF',
      'pJp4jdAzPgU1geph',
      'rM5VAS66uaB9uI7_',
      's_9J1YgpafK_gEIJ',
      'djdRyha1SrYGGpRJ',
      'Agp1xuefUF89n6q7',
      'ctlnSZ9l6AD7YocC',
      'ThfJzx8K_BY2PCkD',
    ]);
    expect(hashes('cali-tw-cali112d888c0c2').slice(0, 3)).toEqual([
      'YxaG793HT-1CxTcX',
      '6MWAWkG1GPepwS3w',
      'eIp1vw91xx2wo3h9',
    ]);
    expect(hashes('cali-pri-kns.kube-system')).toEqual(['J1TyxtHWd0qaBGK-', 'QIB6k7eEKdIg73Jp']);
    expect(hashes('cali-pri-_CVSZITRyIpEmH8AB6H')).toEqual(['Jm7TmoNoWplOEka1']);
    expect(hashes('cali-pro-_CVSZITRyIpEmH8AB6H')).toEqual(['jzJff9OzGIv_OyaY']);
  });

  it('clear the marks with the bits of this release, and leave the accept bit in FORWARD', () => {
    expect(rules('raw', 'cali-PREROUTING')[0]).toMatch(/-j MARK --set-xmark 0x0\/0xf0000$/);
    expect(rules('filter', 'cali-FORWARD')[0]).toMatch(/-j MARK --set-xmark 0x0\/0xe0000$/);
  });

  it('know an interface’s pod, and drop what no profile has let pass', () => {
    const plain = (rule: string) => rule.replace(/-m comment --comment "cali:[^"]+" ?/, '');
    expect(rules('filter', 'cali-from-wl-dispatch').map(plain)).toEqual([
      '-i cali17fddc925b9 -g cali-fw-cali17fddc925b9',
      '-m comment --comment "Unknown interface" -j DROP',
    ]);
    expect(rules('filter', 'cali-tw-cali17fddc925b9').map(plain)).toEqual([
      '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-m conntrack --ctstate INVALID -j DROP',
      '-j MARK --set-xmark 0x0/0x10000',
      '-j cali-pri-kns.test',
      '-m comment --comment "Return if profile accepted" -m mark --mark 0x10000/0x10000 -j RETURN',
      '-j cali-pri-ksa.test.default',
      '-m comment --comment "Return if profile accepted" -m mark --mark 0x10000/0x10000 -j RETURN',
      '-m comment --comment "Drop if no profiles matched" -j DROP',
    ]);
    expect(rules('filter', 'cali-pri-kns.test').map(plain)).toEqual([
      '-m comment --comment "Profile kns.test ingress" -j MARK --set-xmark 0x10000/0x10000',
      '-m mark --mark 0x10000/0x10000 -j RETURN',
    ]);
    expect(rules('filter', 'cali-pro-ksa.test.default').map(plain)).toEqual([
      '-m comment --comment "Profile ksa.test.default egress"',
    ]);
  });

  it('branch where interfaces share another letter', () => {
    const pods = ['calia1', 'calia2', 'calib1'].map(
      (veth, n): CalicoPod => ({ netns: `p${n}`, namespace: 'x', name: `p${n}`, veth }),
    );
    const filter = saveTable(new LaidTable('filter', derived(MASTER, pods).iptables));
    const dispatch = filter.flatMap(
      (line) => /^-A (cali-to-wl-dispatch\S*) -o (\S+) .* -g (\S+)/.exec(line)?.slice(1).join(' ') ?? [],
    );
    expect(dispatch).toEqual([
      'cali-to-wl-dispatch calia+ cali-to-wl-dispatch-a',
      'cali-to-wl-dispatch calib1 cali-tw-calib1',
      'cali-to-wl-dispatch-a calia1 cali-tw-calia1',
      'cali-to-wl-dispatch-a calia2 cali-tw-calia2',
    ]);
  });

  it('let IPIP in from Calico’s nodes only', () => {
    const [allowed, refused] = rules('filter', 'cali-INPUT', 'Always');
    expect(allowed).toMatch(
      /-p ipencap .*--match-set cali40all-hosts-net src -m addrtype --dst-type LOCAL -j ACCEPT$/,
    );
    expect(refused).toMatch(/-p ipencap .*-j DROP$/);
    expect(rules('nat', 'cali-POSTROUTING', 'Always')[2]).toMatch(
      /^-o tunl0 .*-m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL -j MASQUERADE --random-fully$/,
    );
  });

  it('ask sets of the pools and the nodes', () => {
    expect(derived(MASTER, [], 'Always').ipset).toEqual([
      'create cali40all-ipam-pools hash:net family inet hashsize 1024 maxelem 1048576',
      'add cali40all-ipam-pools 10.244.0.0/16',
      'create cali40masq-ipam-pools hash:net family inet hashsize 1024 maxelem 1048576',
      'add cali40masq-ipam-pools 10.244.0.0/16',
      'create cali40all-hosts-net hash:net family inet hashsize 1024 maxelem 1048576',
      'add cali40all-hosts-net 192.168.43.152',
      'add cali40all-hosts-net 192.168.43.153',
    ]);
  });
});

function cluster(mode: IpPool['ipipMode']): Scenario {
  const host = (own: CalicoNode, pod: CalicoPod): Host => ({
    nic: 'ens33',
    address: `${own.address}/24`,
    routes: ['default via 192.168.43.2 dev ens33'],
    parts: [derived(own, [pod], mode)],
  });
  return scenarioOf({
    master: host(MASTER, POD1),
    node1: host(NODE1, POD2),
    outside: { nic: 'eth0', address: '192.168.43.2/24', parts: [] },
  });
}

/** What ping says; whether it is sure is another matter while nobody knows what rpfilter decides. */
const received = ({ output }: { output: string }) => Number(/(\d+) received/.exec(output)?.[1]);

describe('packets', () => {
  it.each(['Never', 'Always', 'CrossSubnet'] as const)(
    'with ipipMode %s pods, nodes and the world reach each other',
    async (mode) => {
      const scenario = cluster(mode);
      for (const [from, to] of [
        ['pod1', '10.244.166.159'],
        ['pod2', '10.244.219.75'],
        ['master', '10.244.219.75'],
        ['master', '10.244.166.159'],
        ['pod1', '192.168.43.152'],
        ['pod1', '192.168.43.2'],
      ] as const)
        expect([from, to, received(await run(scenario, from, `ping -c 1 -W 1 ${to}`))]).toEqual([
          from,
          to,
          1,
        ]);
    },
  );

  it('for an address that no pod of the block has end on the node', async () => {
    expect(received(await run(cluster('Never'), 'pod1', 'ping -c 1 -W 1 10.244.219.99'))).toBe(0);
  });

  it.each(['Never', 'Always'] as const)(
    'meet rules (ipipMode %s) in the form in which iptables prints them',
    async (mode) => {
      const written = machineOf([derived(MASTER, [POD1], mode)]);
      expect(await savedTables(cluster(mode), 'master')).toEqual(tablesOf(saveText(written.tables)));
    },
  );

  it('meet routes as `ip route` prints them', async () => {
    const lines = await shown(cluster('Never'), 'master', 'ip route');
    expect(lines.map((line) => line.trim())).toEqual([
      'default via 192.168.43.2 dev ens33',
      '10.244.166.128/26 via 192.168.43.153 dev ens33 proto bird',
      'blackhole 10.244.219.64/26 proto bird',
      '10.244.219.75 dev cali17fddc925b9 scope link',
      '192.168.43.0/24 dev ens33 proto kernel scope link src 192.168.43.152',
    ]);
  });
});

it('leads ports of the node to pods by portmap, below Felix’s rules', () => {
  const web: CalicoPod = { ...POD1, portMappings: [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }] };
  const parts = calicoParts(conf('Never'), MASTER, [MASTER], uplink(MASTER), [web]);
  if (!parts.ok) throw new Error(parts.problem.what);
  const { tables, sysctl } = machineOf(parts.value);
  const iptables = saveText(tables);
  expect(iptables).toMatch(/-A POSTROUTING .* -j cali-POSTROUTING\n-A POSTROUTING .* -j CNI-HOSTPORT-MASQ\n/);
  expect(iptables).toMatch(/-s 10\.244\.219\.75\/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK/);
  expect(sysctl['net.ipv4.conf.cali17fddc925b9.route_localnet']).toBe('1');
});

describe('laws', () => {
  const others = fc
    .uniqueArray(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 12 })
    .map((numbers) =>
      numbers.map(
        (n): CalicoNode => ({ node: `n${n}`, address: `192.168.43.${n}`, blocks: [`10.244.${n}.0/26`] }),
      ),
    );

  it('the order in which nodes are named is of no matter to what the machine shows', () => {
    fc.assert(
      fc.property(others, (nodes) => {
        const shownBy = (all: CalicoNode[]) => machineOf([derived(MASTER, [POD1], 'Always', all)]);
        expect(shownBy([...nodes].reverse())).toEqual(shownBy(nodes));
      }),
    );
  });

  it('one more node adds its route and its address in the set, and changes no rule', () => {
    fc.assert(
      fc.property(others, (nodes) => {
        const [before, after] = [nodes.slice(0, -1), nodes].map((all) =>
          derived(MASTER, [POD1], 'Always', all),
        ) as [ReturnType<typeof derived>, ReturnType<typeof derived>];
        expect(after.iptables).toEqual(before.iptables);
        expect(after.routes.filter((line) => !before.routes.includes(line))).toHaveLength(1);
        expect(after.ipset.filter((line) => !before.ipset.includes(line))).toHaveLength(1);
      }),
    );
  });
});
