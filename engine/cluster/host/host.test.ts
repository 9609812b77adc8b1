// A machine that several programs write to: who comes first in a chain, how tables are printed, what is counted off.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flannelPart } from '../cni/flannel.ts';
import { dockerPart } from '../docker/docker.ts';
import { callsOf, type IptablesCall, iptables } from './iptables.ts';
import { LaidTable, layTables, saveTable, saveText } from './laid_table.ts';
import { machineOf, sortRoutes } from './machine.ts';
import { netnsPart, part } from './part.ts';
import { addressOf, masked, nthAddress, prefixOf } from './prefix.ts';
import { isAtLeast, since } from './version.ts';

const filter = iptables('filter');

const textOf = (calls: readonly IptablesCall[]) => saveText(layTables(calls));

const forward = (calls: readonly IptablesCall[]) =>
  saveTable(new LaidTable('filter', calls)).flatMap((line) =>
    line.startsWith('-A FORWARD ') ? [line.slice(11)] : [],
  );

describe('calls of iptables', () => {
  it('insert on top, append behind, and add nothing twice', () => {
    const calls = [
      filter.append('FORWARD', '-j A'),
      filter.insert('FORWARD', '-j B'),
      filter.insert('FORWARD', '-j C'),
      filter.insert('FORWARD', '-j B'),
      filter.append('FORWARD', '-j A'),
    ];
    expect(forward(calls)).toEqual(['-j C', '-j B', '-j A']);
  });

  it('bring a rule back to the top', () => {
    const calls = [
      filter.append('FORWARD', '-j A'),
      filter.insert('FORWARD', '-j B'),
      filter.reinsert('FORWARD', '-j A'),
    ];
    expect(forward(calls)).toEqual(['-j A', '-j B']);
  });

  it('are printed with built-in chains by hook and the others by name', () => {
    const calls = [
      filter.newChain('ZULU'),
      filter.append('ALPHA', '-j DROP'),
      filter.policy('FORWARD', 'DROP'),
    ];
    expect(textOf(calls)).toBe(
      [
        '*filter',
        ':INPUT ACCEPT [0:0]',
        ':FORWARD DROP [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        ':ALPHA - [0:0]',
        ':ZULU - [0:0]',
        '-A ALPHA -j DROP',
        'COMMIT',
        '',
      ].join('\n'),
    );
  });

  const rule = fc.constantFrom('-j A', '-j B', '-j C', '-s 10.0.0.0/8 -j D');
  const chain = fc.constantFrom('INPUT', 'FORWARD', 'MINE');
  const calls = fc.array(
    fc
      .tuple(fc.constantFrom('append', 'insert', 'reinsert'), chain, rule)
      .map(([what, ...words]) => filter[what](...words)),
  );

  it('can be read from the text they end in', () => {
    fc.assert(
      fc.property(calls, (each) => {
        expect(textOf(callsOf(textOf(each)))).toBe(textOf(each));
      }),
    );
  });
});

describe('the order on a node', () => {
  /** What kubelet and kube-proxy of 1.20 hand to iptables-restore, as far as FORWARD and POSTROUTING go. */
  const KUBE_PROXY = `*filter
:KUBE-FORWARD - [0:0]
-I FORWARD -j KUBE-EXTERNAL-SERVICES
-I FORWARD -j KUBE-SERVICES
-I FORWARD -j KUBE-FORWARD
COMMIT
*nat
-I POSTROUTING -j KUBE-POSTROUTING
COMMIT
`;

  it('docker, kube-proxy, flannel: kube-proxy’s chains first, docker’s four, flannel last', () => {
    const docker = dockerPart({ name: 'node', version: '20.10.24' });
    const own = { node: 'node', subnet: '10.10.2.0/24', publicIp: '192.168.0.3' };
    const uplink = { dev: 'eth0', address: '192.168.0.3/28', mtu: 1500 };
    const conf = { network: '10.10.0.0/16', backend: { type: 'host-gw' as const }, version: 'v0.19.0' };
    const flannel = flannelPart(conf, own, [own], uplink);
    if (!docker.ok || !flannel.ok) throw new Error('not derived');
    const { tables } = machineOf([docker.value, part({ iptables: callsOf(KUBE_PROXY) }), flannel.value]);
    expect(forward(callsOf(saveText(tables))).map((each) => each.replace(/.*-j /, ''))).toEqual([
      'KUBE-FORWARD',
      'KUBE-SERVICES',
      'KUBE-EXTERNAL-SERVICES',
      'DOCKER-USER',
      'DOCKER-ISOLATION-STAGE-1',
      'ACCEPT',
      'DOCKER',
      'ACCEPT',
      'ACCEPT',
      'ACCEPT',
      'ACCEPT',
    ]);
    expect(saveText(tables)).toContain(
      '-A POSTROUTING -j KUBE-POSTROUTING\n-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\n',
    );
  });
});

describe('parts', () => {
  it('of several programs lie in one namespace together', () => {
    const machine = machineOf([
      part({
        sysctl: { 'net.ipv4.ip_forward': '1' },
        netns: { pod: netnsPart({ routes: ['default via 10.0.0.1 dev eth0'] }) },
      }),
      part({
        routes: ['10.0.0.0/24 dev cni0 scope link'],
        netns: { pod: netnsPart({ sysctl: { a: '1' } }) },
      }),
    ]);
    expect(machine.sysctl).toEqual({ 'net.ipv4.ip_forward': '1' });
    expect(machine.routes).toBe('10.0.0.0/24 dev cni0 scope link\n');
    expect(machine.netns.pod).toMatchObject({
      routes: 'default via 10.0.0.1 dev eth0\n',
      sysctl: { a: '1' },
    });
  });

  it('have their routes in the order in which the kernel lists them', () => {
    expect(
      sortRoutes([
        '192.168.0.0/24 dev eth0 scope link',
        '10.244.219.64 dev cali1 scope link',
        'blackhole 10.244.219.64/26 proto bird',
        '10.244.2.0/24 via 192.168.0.3 dev eth0',
        'default via 192.168.0.1 dev eth0',
        '10.244.0.0/16 dev flannel0',
      ]),
    ).toEqual([
      'default via 192.168.0.1 dev eth0',
      '10.244.0.0/16 dev flannel0',
      '10.244.2.0/24 via 192.168.0.3 dev eth0',
      '10.244.219.64 dev cali1 scope link',
      'blackhole 10.244.219.64/26 proto bird',
      '192.168.0.0/24 dev eth0 scope link',
    ]);
  });
});

describe('prefixes', () => {
  it('lose their host bits, and count', () => {
    expect(masked('10.244.1.7/24')).toBe('10.244.1.0/24');
    expect(nthAddress(prefixOf('192.168.255.0/24'), 255)).toBe('192.168.255.255');
    expect(nthAddress(prefixOf('255.255.255.0/24'), 1)).toBe('255.255.255.1');
    expect(() => addressOf('10.0.0')).toThrow('"10.0.0" is no IPv4 address or prefix');
  });
});

describe('releases', () => {
  it.each([
    ['v0.21.3', '0.21.3', true],
    ['0.21.10', '0.21.3', true],
    ['0.9.1', '0.16.2', false],
    ['docker-v29.0.0', '28.5', true],
    ['28', '28.0.1', false],
  ])('%s is %s or later: %s', (version, release, expected) => {
    expect(isAtLeast(version, release)).toBe(expected);
  });

  it('bring what the last of them that was reached has brought', () => {
    const form = (version: string) => since<string>(version, ['old', ['2.0', 'new'], ['3.0', 'newest']]);
    expect(['1.9', '2.0', '2.9.9', '3.1'].map(form)).toEqual(['old', 'new', 'new', 'newest']);
  });
});
