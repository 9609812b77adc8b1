// The bridge plugin: cni0, pods' devices and routes, and masquerading where it was asked to do that.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaidTable, saveTable } from '../host/laid_table.ts';
import { type BridgeConf, bridgePart } from './bridge.ts';
import { attach, type Sandbox } from './sandbox.ts';

const CONF: BridgeConf = {
  name: 'cbr0',
  bridge: 'cni0',
  mtu: 1450,
  isGateway: true,
  isDefaultGateway: true,
  hairpinMode: true,
  ipMasq: false,
  subnet: '10.244.1.0/24',
  routes: ['10.244.0.0/16'],
};

function derived(pods: readonly Sandbox[], conf: Partial<BridgeConf> = {}) {
  const attached = attach('node', CONF.subnet, pods);
  if (!attached.ok) throw new Error(`${attached.problem.where}: ${attached.problem.what}`);
  return bridgePart('node', { ...CONF, ...conf }, attached.value);
}

const POD = {
  netns: 'pod',
  containerId: 'abc',
  mac: '0a:00:00:00:00:01',
  veth: 'veth1',
  vethMac: '0a:00:00:00:00:02',
};

describe('the bridge plugin', () => {
  it('gives the bridge the first address, and every pod a pair with hairpin', () => {
    const { links, routes, sysctl, iptables } = derived([POD], { mac: '0a:00:00:00:00:03' });
    expect(links).toEqual([
      { kind: 'bridge', name: 'cni0', mac: '0a:00:00:00:00:03', mtu: 1450, addresses: ['10.244.1.1/24'] },
      { kind: 'veth', name: 'veth1', mac: '0a:00:00:00:00:02', mtu: 1450, master: 'cni0', hairpin: true },
    ]);
    expect(routes).toEqual(['10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1']);
    expect(sysctl).toEqual({ 'net.ipv4.ip_forward': '1' });
    expect(iptables).toEqual([]);
  });

  it('gives a pod its address, the network by the gateway, and the default route', () => {
    expect(derived([POD]).netns).toEqual({
      pod: {
        sysctl: {},
        links: [
          {
            kind: 'veth',
            name: 'eth0',
            mac: '0a:00:00:00:00:01',
            mtu: 1450,
            peer: './veth1',
            addresses: ['10.244.1.2/24'],
          },
        ],
        routes: [
          'default via 10.244.1.1 dev eth0',
          '10.244.0.0/16 via 10.244.1.1 dev eth0',
          '10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.2',
        ],
        neigh: [],
        fdb: [],
      },
    });
  });

  it('without hairpinMode and isDefaultGateway has neither', () => {
    const { links, netns } = derived([POD], { hairpinMode: false, isDefaultGateway: false });
    expect(links[1]).not.toHaveProperty('hairpin');
    expect(netns.pod?.routes).not.toContain('default via 10.244.1.1 dev eth0');
  });

  it('makes nothing before the first pod comes', () => {
    expect(derived([]).links).toEqual([]);
  });

  it('masquerades a pod in a chain of its own, named by the network and the container', () => {
    const conf = { name: 'test', ipMasq: true };
    const nat = saveTable(new LaidTable('nat', derived([{ ...POD, containerId: '1234' }], conf).iptables));
    expect(nat.filter((line) => line.startsWith('-A'))).toEqual([
      '-A POSTROUTING -s 10.244.1.2/32 -m comment --comment "name: \\"test\\" id: \\"1234\\"" -j CNI-2bbe0c48b91a7d1b8a6753a8',
      '-A CNI-2bbe0c48b91a7d1b8a6753a8 -d 10.244.1.0/24 -m comment --comment "name: \\"test\\" id: \\"1234\\"" -j ACCEPT',
      '-A CNI-2bbe0c48b91a7d1b8a6753a8 ! -d 224.0.0.0/4 -m comment --comment "name: \\"test\\" id: \\"1234\\"" -j MASQUERADE',
    ]);
  });
});

describe('host-local', () => {
  const addresses = (pods: readonly Sandbox[]) =>
    Object.values(derived(pods).netns).map(({ links: [eth0] }) => eth0?.addresses?.[0]);

  it('counts on from the bridge, past what others have declared', () => {
    expect(addresses([{ netns: 'a' }, { netns: 'b', address: '10.244.1.3' }, { netns: 'c' }])).toEqual([
      '10.244.1.2/24',
      '10.244.1.3/24',
      '10.244.1.4/24',
    ]);
  });

  it.each([
    ['10.244.1.1', 'pod a: 10.244.1.1 is taken by the gateway'],
    ['10.244.2.9', 'pod a: 10.244.2.9 is not in 10.244.1.0/24'],
  ])('%s: %s', (address, sentence) => {
    expect(() => derived([{ netns: 'a', address }])).toThrow(sentence);
  });

  it('has an end', () => {
    const pods = Array.from({ length: 254 }, (_, n) => ({ netns: `p${n}` }));
    expect(addresses(pods.slice(1)).at(-1)).toBe('10.244.1.254/24');
    expect(() => derived(pods)).toThrow('pod p253: 10.244.1.0/24 has no free address');
  });
});

describe('laws', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 8 });

  it('one more pod adds its pair and its namespace, and changes nothing', () => {
    fc.assert(
      fc.property(names, (pods) => {
        const sandboxes = pods.map((netns) => ({ netns }));
        const [before, after] = [derived(sandboxes.slice(0, -1)), derived(sandboxes)];
        expect(derived(sandboxes)).toEqual(after);
        if (before.links.length > 0) expect(after.links.slice(0, -1)).toEqual(before.links);
        const { [pods.at(-1)!]: own, ...rest } = after.netns;
        expect(rest).toEqual(before.netns);
        expect(own?.links).toHaveLength(1);
      }),
    );
  });

  it('devices of different pods have different names and addresses, which stay what they are on their own', () => {
    fc.assert(
      fc.property(names, (pods) => {
        const devices = derived(pods.map((netns) => ({ netns }))).links;
        expect(new Set(devices.map(({ name }) => name)).size).toBe(devices.length);
        expect(new Set(devices.map(({ mac }) => mac)).size).toBe(devices.length);
        expect(derived([{ netns: pods.at(-1)! }]).links.at(-1)).toEqual(devices.at(-1));
      }),
    );
  });
});
