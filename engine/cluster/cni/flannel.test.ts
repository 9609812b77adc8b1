// flanneld: routes, tunnels and rules by backend and release, and whether pods reach each other by them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run, savedTables, shown, tablesOf } from '../host/hosts.fixture.ts';
import { LaidTable, saveTable, saveText } from '../host/laid_table.ts';
import { machineOf } from '../host/machine.ts';
import { type FlannelCluster, flannelScenario, partsOf } from './flannel.fixture.ts';
import { type FlannelConf, flannelPart } from './flannel.ts';
import type { FlannelBackend } from './flannel_backends.ts';
import type { Lease } from './flannel_lease.ts';

const EXT = { dev: 'eth0', address: '192.168.0.1/24', mtu: 1500 };
const A: Lease = {
  node: 'a',
  subnet: '10.244.0.0/24',
  publicIp: '192.168.0.1',
  vtepMac: '0a:00:00:00:00:0a',
};
const B: Lease = {
  node: 'b',
  subnet: '10.244.1.0/24',
  publicIp: '192.168.0.2',
  vtepMac: '0a:00:00:00:00:0b',
};
/** On another link. */
const FAR: Lease = {
  node: 'c',
  subnet: '10.244.2.0/24',
  publicIp: '172.20.0.3',
  vtepMac: '0a:00:00:00:00:0c',
};

const conf = (backend: FlannelBackend, rest: Partial<FlannelConf> = {}): FlannelConf => ({
  network: '10.244.0.0/16',
  backend,
  version: 'v0.25.0',
  ...rest,
});

function derived(
  backend: FlannelBackend,
  others: readonly Lease[] = [FAR, B],
  rest: Partial<FlannelConf> = {},
) {
  const result = flannelPart(conf(backend, rest), A, others, EXT);
  if (!result.ok) throw new Error(result.problem.what);
  return result.value;
}

describe('backends', () => {
  it('host-gw: the other node is the gateway, where it is on the same link', () => {
    const { routes, links } = derived({ type: 'host-gw' });
    expect(routes).toEqual(['10.244.1.0/24 via 192.168.0.2 dev eth0']);
    expect(links).toEqual([]);
  });

  it('vxlan: a route, a neighbour and a forwarding entry for each peer, and nothing is learned', () => {
    const { routes, neigh, fdb, links } = derived({ type: 'vxlan' });
    expect(routes).toEqual([
      '10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink',
      '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
    ]);
    expect(neigh).toEqual([
      '10.244.1.0 dev flannel.1 lladdr 0a:00:00:00:00:0b PERMANENT',
      '10.244.2.0 dev flannel.1 lladdr 0a:00:00:00:00:0c PERMANENT',
    ]);
    expect(fdb).toEqual([
      '0a:00:00:00:00:0b dev flannel.1 dst 192.168.0.2 self permanent',
      '0a:00:00:00:00:0c dev flannel.1 dst 172.20.0.3 self permanent',
    ]);
    expect(links).toEqual([
      {
        kind: 'vxlan',
        name: 'flannel.1',
        mac: '0a:00:00:00:00:0a',
        mtu: 1450,
        addresses: ['10.244.0.0/32'],
        vni: 1,
        port: 8472,
        underlay: 'eth0',
        local: '192.168.0.1',
        learning: false,
      },
    ]);
  });

  it('vxlan with DirectRouting: peers on the same link are reached without the tunnel', () => {
    const { routes, neigh, fdb } = derived({ type: 'vxlan', directRouting: true });
    expect(routes).toEqual([
      '10.244.1.0/24 via 192.168.0.2 dev eth0',
      '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
    ]);
    expect(neigh).toHaveLength(1);
    expect(fdb).toHaveLength(1);
  });

  it('vxlan: number and port are the configuration’s', () => {
    const { links, routes } = derived({ type: 'vxlan', vni: 4096, port: 4789 }, [B]);
    expect(links).toMatchObject([{ name: 'flannel.4096', vni: 4096, port: 4789 }]);
    expect(routes).toEqual(['10.244.1.0/24 via 10.244.1.0 dev flannel.4096 onlink']);
  });

  it('ipip: the next hop is the other end of the tunnel', () => {
    const { routes, links } = derived({ type: 'ipip' });
    expect(routes).toEqual([
      '10.244.1.0/24 via 192.168.0.2 dev flannel.ipip onlink',
      '10.244.2.0/24 via 172.20.0.3 dev flannel.ipip onlink',
    ]);
    expect(links).toMatchObject([
      { kind: 'ipip', mtu: 1480, addresses: ['10.244.0.0/32'], local: '192.168.0.1' },
    ]);
    expect(derived({ type: 'ipip', directRouting: true }).routes[0]).toBe(
      '10.244.1.0/24 via 192.168.0.2 dev eth0 onlink',
    );
  });

  it('udp is refused, with the reason', () => {
    expect(() => derived({ type: 'udp' })).toThrow('TUN device, which is not emulated');
  });

  it('VTEP addresses that nobody has declared are locally administered, and the peers know them', () => {
    const [a, b] = [A, B].map(({ vtepMac: _, ...lease }) => lease) as [Lease, Lease];
    const onA = flannelPart(conf({ type: 'vxlan' }), a, [b], EXT);
    const onB = flannelPart(conf({ type: 'vxlan' }), b, [a], { ...EXT, address: '192.168.0.2/24' });
    if (!onA.ok || !onB.ok) throw new Error('not derived');
    const mac = onB.value.links[0]!.mac!;
    expect(Number.parseInt(mac.slice(0, 2), 16) & 3).toBe(2);
    expect(onA.value.neigh).toEqual([`10.244.1.0 dev flannel.1 lladdr ${mac} PERMANENT`]);
  });
});

const chain = (table: 'nat' | 'filter', name: string, rest: Partial<FlannelConf>) =>
  saveTable(new LaidTable(table, derived({ type: 'host-gw' }, [], rest).iptables)).flatMap((line) =>
    line.startsWith(`-A ${name} `) ? [line.slice(`-A ${name} `.length)] : [],
  );

describe('rules by release', () => {
  it('0.15: in POSTROUTING and FORWARD themselves, without comments', () => {
    expect(chain('nat', 'POSTROUTING', { version: 'v0.15.1', randomFully: false })).toEqual([
      '-s 10.244.0.0/16 -d 10.244.0.0/16 -j RETURN',
      '-s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE',
      '! -s 10.244.0.0/16 -d 10.244.0.0/24 -j RETURN',
      '! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE',
    ]);
    expect(chain('filter', 'FORWARD', { version: 'v0.15.1' })).toEqual([
      '-s 10.244.0.0/16 -j ACCEPT',
      '-d 10.244.0.0/16 -j ACCEPT',
    ]);
  });

  it('0.16.2 to 0.19: with comments, one of them misspelt where there is --random-fully', () => {
    expect(chain('nat', 'POSTROUTING', { version: 'v0.19.2', randomFully: false })[1]).toBe(
      '-s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE',
    );
    expect(chain('nat', 'POSTROUTING', { version: 'v0.19.2' })[1]).toBe(
      '-s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flannel masq" -j MASQUERADE --random-fully',
    );
    expect(chain('filter', 'FORWARD', { version: 'v0.19.2' })).toEqual([
      '-s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
      '-d 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    ]);
  });

  it('0.20: in chains of its own; from 0.20.2 what kube-proxy has marked is left to it', () => {
    expect(chain('nat', 'FLANNEL-POSTRTG', { version: 'v0.20.0' })).toHaveLength(4);
    expect(chain('nat', 'FLANNEL-POSTRTG', { version: 'v0.20.2' })[0]).toBe(
      '-m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN',
    );
  });

  it('now: the subnet of the node is told apart', () => {
    expect(chain('nat', 'FLANNEL-POSTRTG', {})).toEqual([
      '-m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN',
      '-s 10.244.0.0/24 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN',
      '-s 10.244.0.0/16 -d 10.244.0.0/24 -m comment --comment "flanneld masq" -j RETURN',
      '! -s 10.244.0.0/16 -d 10.244.0.0/24 -m comment --comment "flanneld masq" -j RETURN',
      '-s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully',
      '! -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully',
    ]);
    expect(chain('filter', 'FLANNEL-FWD', {})).toEqual([
      '-s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
      '-d 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    ]);
  });

  it.each([
    ['v0.20.0', 'insert'],
    ['v0.21.2', 'insert'],
    ['v0.21.3', 'append'],
  ])('%s: the jumps to them are made by %s', (version, how) => {
    const { iptables } = derived({ type: 'host-gw' }, [], { version });
    const jumps = iptables.flatMap((call) =>
      'do' in call && ['POSTROUTING', 'FORWARD'].includes(call.chain) ? [call.do] : [],
    );
    expect(jumps).toEqual([how, how]);
  });

  it('none where flanneld was told so', () => {
    expect(derived({ type: 'host-gw' }, [], { ipMasq: false, forwardRules: false }).iptables).toEqual([]);
  });
});

const cluster = (backend: FlannelBackend, version = 'v0.25.0'): FlannelCluster => ({
  conf: conf(backend, { version }),
  nic: 'eth0',
  prefixLength: 24,
  nodes: [
    {
      ...A,
      pods: [
        { netns: 'one' },
        { netns: 'two', portMappings: [{ hostPort: 80, containerPort: 80, protocol: 'tcp' }] },
      ],
    },
    { ...B, pods: [{ netns: 'three' }] },
  ],
});

describe('pods', () => {
  it.each<FlannelBackend>([
    { type: 'host-gw' },
    { type: 'vxlan' },
    { type: 'vxlan', directRouting: true },
    { type: 'ipip' },
  ])('reach each other by %j, on one node and on two, and nodes reach them', async (backend) => {
    const scenario = flannelScenario(cluster(backend));
    for (const [from, to] of [
      ['a/one', '10.244.0.3'],
      ['a/one', '10.244.1.2'],
      ['b/three', '10.244.0.2'],
      ['a', '10.244.1.2'],
      ['b', '10.244.1.2'],
    ] as const)
      expect([from, to, (await run(scenario, from, `ping -c 1 -W 1 ${to}`)).answered]).toEqual([
        from,
        to,
        true,
      ]);
  });

  it.each(['v0.11.0', 'v0.19.2', 'v0.20.0', 'v0.20.2', 'v0.21.0', 'v0.25.0'])(
    'have rules of %s in the form in which iptables prints them',
    async (version) => {
      const declared = cluster({ type: 'vxlan' }, version);
      const scenario = flannelScenario(declared);
      const written = machineOf(partsOf(declared, declared.nodes[0]!));
      expect(await savedTables(scenario, 'a')).toEqual(tablesOf(saveText(written.tables)));
    },
  );

  it('and their nodes print the tables that were derived', async () => {
    const declared = cluster({ type: 'vxlan' });
    const scenario = flannelScenario(declared);
    const { routes, neigh, fdb, netns } = machineOf(partsOf(declared, declared.nodes[0]!));
    const trimmed = (lines: readonly string[]) => lines.map((line) => line.trim());
    expect(trimmed(await shown(scenario, 'a', 'ip route'))).toEqual([
      ...routes.trimEnd().split('\n'),
      '192.168.0.0/24 dev eth0 proto kernel scope link src 192.168.0.1',
    ]);
    expect(trimmed(await shown(scenario, 'a/one', 'ip route'))).toEqual(
      netns.one!.routes.trimEnd().split('\n'),
    );
    expect(trimmed(await shown(scenario, 'a', 'ip neigh show dev flannel.1'))).toEqual([
      neigh.trim().replace('dev flannel.1 ', ''),
    ]);
    expect(trimmed(await shown(scenario, 'a', 'bridge fdb show dev flannel.1'))).toEqual([
      fdb.trim().replace('dev flannel.1 ', ''),
    ]);
  });
});

describe('laws', () => {
  const leases = fc
    .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 12 })
    .map((numbers) =>
      numbers.map(
        (n): Lease => ({ node: `n${n}`, subnet: `10.244.${n}.0/24`, publicIp: `192.168.0.${(n % 250) + 2}` }),
      ),
    );
  const backends = fc.constantFrom<FlannelBackend>({ type: 'host-gw' }, { type: 'vxlan' }, { type: 'ipip' });

  it('the order in which nodes are named is of no matter', () => {
    fc.assert(
      fc.property(leases, backends, (others, backend) => {
        expect(derived(backend, [...others].reverse())).toEqual(derived(backend, others));
      }),
    );
  });

  it('one more node adds its own lines and changes none', () => {
    fc.assert(
      fc.property(leases, backends, (others, backend) => {
        const [last, ...rest] = others;
        const [before, after] = [derived(backend, rest), derived(backend, others)];
        for (const table of ['routes', 'neigh', 'fdb'] as const) {
          const own = after[table].filter((line) => !before[table].includes(line));
          expect(before[table].every((line) => after[table].includes(line))).toBe(true);
          expect(own.length).toBe(after[table].length - before[table].length);
          expect(
            own.every((line) => line.includes(last!.publicIp) || line.includes(last!.subnet.slice(0, -3))),
          ).toBe(true);
        }
        expect(after.iptables).toEqual(before.iptables);
        expect(after.links).toEqual(before.links);
      }),
    );
  });
});
