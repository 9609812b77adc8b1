import { describe, expect, it } from 'vitest';
import { differences, differenceText } from './compare.ts';
import { KnownNumbers, Names, portNames, withoutTimes } from './normalised.ts';
import type { Seen, SeenNamespace } from './seen.ts';

const space: SeenNamespace = {
  log: ['raw:PREROUTING:policy:2'],
  frames: { eth0: ['out a', 'in b'] },
  neighbours: ['10.0.0.1 dev eth0 REACHABLE'],
  fdb: [],
  routes: ['default via 10.0.0.1 dev eth0'],
  iptables: ['Chain INPUT (policy ACCEPT 0 packets, 0 bytes)'],
  ipset: ['add foo 10.0.0.1'],
  conntrack: ['icmp'],
};
const seen = (changes: Partial<SeenNamespace> = {}): Seen => ({
  mixed: false,
  output: ['64 bytes'],
  answered: true,
  namespaces: { host: { ...space, ...changes } },
});

describe('comparing two sides', () => {
  it('finds nothing between equals', () => {
    expect(differences(seen(), seen())).toEqual([]);
  });

  it.each([
    ['TRACE', { log: [] }],
    ['frames of eth0', { frames: { eth0: ['in b', 'out a'] } }],
    ['frames of eth1', { frames: { ...space.frames, eth1: ['in c'] } }],
    ['neighbours', { neighbours: ['10.0.0.1 dev eth0 STALE'] }],
    ['FDB', { fdb: ['aa:bb:cc:dd:ee:ff dev eth0 learned'] }],
    ['conntrack', { conntrack: [] }],
    ['ip route', { routes: [] }],
    ['iptables -nvL', { iptables: ['Chain INPUT (policy ACCEPT 1 packets, 84 bytes)'] }],
    ['ipset save', { ipset: [] }],
  ])('tells a difference in %s, whichever side has it', (what, changes) => {
    expect(differences(seen(), seen(changes)).map(({ where }) => where)).toEqual([`host: ${what}`]);
    expect(differences(seen(changes), seen()).map(({ where }) => where)).toEqual([`host: ${what}`]);
  });

  it('misses a namespace that one side does not have', () => {
    expect(differences(seen(), { ...seen(), namespaces: {} })).not.toEqual([]);
  });

  it('shows the first line that differs', () => {
    const [difference] = differences(seen(), seen({ frames: { eth0: ['out a', 'in x'] } }));
    expect(differenceText(difference!)).toBe(
      'host: frames of eth0: 2 lines of the kernel, 2 of the engine; line 2\n  kernel: in b\n  engine: in x',
    );
  });
});

describe('numbers drawn by lot', () => {
  it('are named in the order met: equal ones alike, different ones apart', () => {
    const names = new Names();
    const given = [names.of('echo', 7), names.of('echo', 9), names.of('echo', 7), names.of('port', 7)];
    expect(given).toEqual(['echo#1', 'echo#2', 'echo#1', 'port#1']);
  });

  it('are ports from which others are drawn; those of services keep their numbers', () => {
    const names = new Names();
    expect(portNames(45_893, 8472, names)).toEqual(['port#1', '8472']);
    expect(portNames(8472, 45_893, names)).toEqual(['8472', 'port#1']);
    expect(portNames(41_952, 33_435, names)).toEqual(['port#2', 'port#3']);
  });

  it('are a tunnel’s source ports, even one that was sent elsewhere', () => {
    const names = new KnownNumbers({ ip: [], echo: [], port: [53, 40_001] }, () => true);
    expect(portNames(40_001, 53, names)).toEqual(['40001', '53']);
    expect(portNames(40_001, 8472, names)).toEqual(['port by lot', '8472']);
    expect(portNames(8472, 40_001, names)).toEqual(['8472', 'port by lot']);
  });
});

describe('printed output', () => {
  it('is compared without its times', () => {
    const printed =
      '64 bytes: ttl=62 time=0.679 ms\n1 received, time 0ms\nrtt min/avg/max/mdev = 0.679/0.679/0.679/0.000 ms\n';
    expect(withoutTimes(printed)).toEqual([
      '64 bytes: ttl=62 time=# ms',
      '1 received, time #ms',
      'rtt min/avg/max/mdev = # ms',
    ]);
  });
});
