// portmap: ports of the node that lead to a pod, and the masquerading that brings answers back.
import { describe, expect, it } from 'vitest';
import { run } from '../host/hosts.fixture.ts';
import { LaidTable, saveTable } from '../host/laid_table.ts';
import { chainName } from './chain_name.ts';
import { flannelScenario } from './flannel.fixture.ts';
import { portmapPart } from './portmap.ts';
import { attach, type PortMapping } from './sandbox.ts';

const SUBNET = '10.0.0.0/24';

function nat(portMappings: readonly PortMapping[], leftBehind = false) {
  const attached = attach('node', SUBNET, [{ netns: 'pod', containerId: '1234', portMappings }]);
  if (!attached.ok) throw new Error(attached.problem.what);
  const { iptables } = portmapPart({ name: 'test', bridge: 'cni0', length: 24, leftBehind }, attached.value);
  return saveTable(new LaidTable('nat', iptables)).filter((line) => line.startsWith('-A'));
}

const tcp = (hostPort: number, containerPort: number): PortMapping => ({
  hostPort,
  containerPort,
  protocol: 'tcp',
});

const SHARED = [
  '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
];
const MARKING = [
  '-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE',
  '-A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000',
];

describe('names of chains', () => {
  it.each([
    ['test', '1234', '', 'CNI-2bbe0c48b91a7d1b8a6753a8'],
    ['testalongnamethatdoesnotmakesense', '1234', '', 'CNI-374f33fe84ab0ed84dcdebe3'],
    ['test', '1234', 'PREFIX-', 'CNI-PREFIX-2bbe0c48b91a7d1b8'],
  ])('of %s and %s, with prefix "%s": %s', (network, container, prefix, name) => {
    expect(chainName(network, container, prefix)).toBe(name);
  });
});

describe('portmap', () => {
  it('has a chain for the pod: marks what would come back by another way, then translates', () => {
    expect(nat([tcp(8080, 80)])).toEqual([
      ...SHARED,
      '-A CNI-DN-2bbe0c48b91a7d1b8a675 -s 10.0.0.0/24 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-2bbe0c48b91a7d1b8a675 -s 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK',
      '-A CNI-DN-2bbe0c48b91a7d1b8a675 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.2:80',
      '-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"test\\" id: \\"1234\\"" -m multiport --dports 8080 -j CNI-DN-2bbe0c48b91a7d1b8a675',
      ...MARKING,
    ]);
  });

  it('enters it by protocol, fifteen ports at a time', () => {
    const many = Array.from({ length: 17 }, (_, n) => tcp(8000 + n, 80));
    const entries = nat([...many, { hostPort: 53, containerPort: 53, protocol: 'udp' }]).flatMap((line) =>
      line.startsWith('-A CNI-HOSTPORT-DNAT') ? [/-p (\S+).* --dports (\S+)/.exec(line)!.slice(1, 3)] : [],
    );
    expect(entries).toEqual([
      ['tcp', '8000,8001,8002,8003,8004,8005,8006,8007,8008,8009,8010,8011,8012,8013,8014'],
      ['tcp', '8015,8016'],
      ['udp', '53'],
    ]);
  });

  it('asks for the address of the node that was named', () => {
    const named = nat([{ ...tcp(8083, 83), hostIp: '192.168.0.2' }]).filter((line) =>
      line.includes('CNI-DN-'),
    );
    expect(named[2]).toContain(
      '-d 192.168.0.2/32 -p tcp -m tcp --dport 8083 -j DNAT --to-destination 10.0.0.2:83',
    );
  });

  it('writes nothing without host ports, but leaves the shared chains where there was one', () => {
    expect(nat([])).toEqual([]);
    expect(nat([], true)).toEqual([...SHARED, ...MARKING]);
  });

  it('brings another node, the node itself and the pod itself to the pod', async () => {
    const scenario = flannelScenario({
      conf: { network: '10.244.0.0/16', backend: { type: 'host-gw' }, version: 'v0.25.0' },
      nic: 'eth0',
      prefixLength: 24,
      nodes: [
        {
          node: 'a',
          subnet: '10.244.0.0/24',
          publicIp: '192.168.0.1',
          pods: [{ netns: 'web', portMappings: [tcp(8080, 80)] }],
        },
        { node: 'b', subnet: '10.244.1.0/24', publicIp: '192.168.0.2' },
      ],
    });
    const web = scenario.machines.a!.netns!.web!;
    Object.assign(web, { listeners: [{ kind: 'http', port: 80, body: 'hello\n' }] });
    for (const place of ['b', 'a', 'a/web'])
      expect([place, (await run(scenario, place, 'curl 192.168.0.1:8080')).answered]).toEqual([place, true]);
  });
});
