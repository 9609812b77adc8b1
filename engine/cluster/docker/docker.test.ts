// What dockerd leaves on a host: its rules by release, its networks and containers, and whether packets pass as they should.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run, savedTables, scenarioOf, shown, tablesOf } from '../host/hosts.fixture.ts';
import { LaidTable, saveTable, saveText } from '../host/laid_table.ts';
import { machineOf } from '../host/machine.ts';
import type { DockerContainer, DockerHost, DockerNetwork } from './declared.ts';
import { dockerPart } from './docker.ts';
import { sandboxOf } from './sandbox.ts';

const RELEASES = ['20.10.24', '27.3.1', '28.0.0', '28.0.1', '28.2.0', '28.5.0', '29.0.0'];

function derived(host: Partial<DockerHost>) {
  const result = dockerPart({ name: 'host', version: '20.10.24', ...host });
  if (!result.ok) throw new Error(`${result.problem.where}: ${result.problem.what}`);
  return result.value;
}

const rules = (host: Partial<DockerHost>, table: 'raw' | 'nat' | 'filter', chain: string) =>
  saveTable(new LaidTable(table, derived(host).iptables)).flatMap((line) =>
    line.startsWith(`-A ${chain} `) ? [line.slice(`-A ${chain} `.length)] : [],
  );

const web = { name: 'web', publish: [{ hostPort: 8080, containerPort: 80 }] };

/** One of everything. */
const EVERYTHING: Partial<DockerHost> = {
  networks: [
    { name: 'apart', bridge: 'br-apart', icc: false },
    { name: 'inner', bridge: 'br-inner', internal: true },
  ],
  containers: [
    web,
    { name: 'db', network: 'apart', publish: [{ hostPort: 53, containerPort: 53, protocol: 'udp' }] },
    { name: 'vault', network: 'inner' },
    { name: 'local', publish: [{ hostIp: '127.0.0.1', hostPort: 9090, containerPort: 90 }] },
  ],
};

describe('the rules of a host', () => {
  it('stand in FORWARD bridge by bridge up to 27, the newest on top, icc=false at the end', () => {
    expect(rules({ networks: [{ name: 'n', bridge: 'br-n', icc: false }] }, 'filter', 'FORWARD')).toEqual([
      '-j DOCKER-USER',
      '-j DOCKER-ISOLATION-STAGE-1',
      '-o br-n -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-o br-n -j DOCKER',
      '-i br-n ! -o br-n -j ACCEPT',
      '-o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-o docker0 -j DOCKER',
      '-i docker0 ! -o docker0 -j ACCEPT',
      '-i docker0 -o docker0 -j ACCEPT',
      '-i br-n -o br-n -j DROP',
    ]);
  });

  it('isolate bridges from each other in two stages, which end in RETURN up to 27', () => {
    const networks = [{ name: 'n', bridge: 'br-n' }];
    expect(rules({ networks }, 'filter', 'DOCKER-ISOLATION-STAGE-1')).toEqual([
      '-i br-n ! -o br-n -j DOCKER-ISOLATION-STAGE-2',
      '-i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
      '-j RETURN',
    ]);
    expect(rules({ networks }, 'filter', 'DOCKER-ISOLATION-STAGE-2')).toEqual([
      '-o br-n -j DROP',
      '-o docker0 -j DROP',
      '-j RETURN',
    ]);
    expect(rules({ networks, version: '28.5.0' }, 'filter', 'DOCKER-ISOLATION-STAGE-1')).toEqual([
      '-i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
      '-i br-n ! -o br-n -j DOCKER-ISOLATION-STAGE-2',
    ]);
    expect(rules({ networks, version: '29.0.0' }, 'filter', 'DOCKER-ISOLATION-STAGE-1')).toEqual([]);
  });

  it('publish a port: translated, let in, and masqueraded when a container asks itself', () => {
    expect(rules({ containers: [web] }, 'nat', 'DOCKER')).toEqual([
      '-i docker0 -j RETURN',
      '! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    ]);
    expect(rules({ containers: [web] }, 'filter', 'DOCKER')).toEqual([
      '-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
    expect(rules({ containers: [web] }, 'nat', 'POSTROUTING')).toEqual([
      '-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
      '-s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
    ]);
  });

  it('let published ports in before what refuses the rest, from 28', () => {
    expect(rules({ version: '28.1.0', containers: [web] }, 'filter', 'DOCKER')).toEqual([
      '-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
      '! -i docker0 -o docker0 -j DROP',
    ]);
  });

  it.each([
    ['27.5.1', []],
    ['28.1.1', ['-d 172.17.0.2/32 ! -i docker0 -p tcp -m tcp --dport 80 -j DROP']],
    ['28.2.0', ['-d 172.17.0.2/32 ! -i docker0 -j DROP']],
  ])("%s on what is sent to a container's own address: %j", (version, expected) => {
    expect(rules({ version, containers: [web] }, 'raw', 'PREROUTING')).toEqual(expected);
  });

  it('go to DOCKER-FORWARD from 28.0.1', () => {
    expect(rules({ version: '28.0.1' }, 'filter', 'FORWARD')).toEqual([
      '-j DOCKER-USER',
      '-j DOCKER-FORWARD',
    ]);
    expect(rules({ version: '28.0.1' }, 'filter', 'DOCKER-FORWARD')).toEqual([
      '-j DOCKER-CT',
      '-j DOCKER-ISOLATION-STAGE-1',
      '-j DOCKER-BRIDGE',
      '-i docker0 -j ACCEPT',
    ]);
  });

  it('are none with --iptables=false', () => {
    expect(derived({ ...EVERYTHING, iptables: false }).iptables).toEqual([]);
  });

  it('drop by policy where docker had to turn forwarding on', () => {
    expect(saveTable(new LaidTable('filter', derived({ forwarded: false }).iptables))).toContain(
      ':FORWARD DROP [0:0]',
    );
    expect(saveTable(new LaidTable('filter', derived({}).iptables))).toContain(':FORWARD ACCEPT [0:0]');
  });

  it.each(RELEASES.flatMap((version) => [true, false].map((userlandProxy) => ({ version, userlandProxy }))))(
    'are in the form in which iptables prints them: $version, userland proxy $userlandProxy',
    async (options) => {
      const part = derived({ ...EVERYTHING, ...options });
      const scenario = scenarioOf({ host: { nic: 'eth0', address: '192.0.2.1/24', parts: [part] } });
      expect(await savedTables(scenario, 'host')).toEqual(tablesOf(saveText(machineOf([part]).tables)));
    },
  );
});

describe('networks and containers', () => {
  it('have addresses counted off, and addresses of the link made from them up to 27', () => {
    const { netns } = derived({
      containers: [{ name: 'a' }, { name: 'b', address: '172.17.0.3' }, { name: 'c' }],
    });
    const eth0 = Object.values(netns).map(({ links: [link] }) => [link?.addresses?.[0], link?.mac]);
    expect(eth0).toEqual([
      ['172.17.0.2/16', '02:42:ac:11:00:02'],
      ['172.17.0.3/16', '02:42:ac:11:00:03'],
      ['172.17.0.4/16', '02:42:ac:11:00:04'],
    ]);
    const [link] = derived({ version: '28.0.0', containers: [{ name: 'a' }] }).netns.a!.links;
    expect(link?.mac).not.toMatch(/^02:42/);
  });

  it('take the pools that nobody has', () => {
    const networks: DockerNetwork[] = [
      { name: 'one' },
      { name: 'two', gateway: '172.19.7.1/24' },
      { name: 'three' },
    ];
    const bridges = derived({ networks }).links.map(({ addresses }) => addresses?.[0]);
    expect(bridges).toEqual(['172.17.0.1/16', '172.18.0.1/16', '172.19.7.1/24', '172.20.0.1/16']);
  });

  it('name a bridge by the id of its network', () => {
    const { links, routes } = derived({ networks: [{ name: 'br_net18', id: 'f858947429bb4cd9' }] });
    expect(links[1]?.name).toBe('br-f858947429bb');
    expect(routes[1]).toBe('172.18.0.0/16 dev br-f858947429bb proto kernel scope link src 172.18.0.1');
  });

  it('know five modes: bridge, user-defined, host, container, none', () => {
    const containers: DockerContainer[] = [
      { name: 'a' },
      { name: 'b', network: 'mine' },
      { name: 'c', network: 'host' },
      { name: 'd', network: 'container:a' },
      { name: 'e', network: 'none' },
    ];
    const host: DockerHost = { name: 'h', version: '24.0.9', networks: [{ name: 'mine' }], containers };
    expect(containers.map(({ name }) => sandboxOf(host, name))).toEqual(['a', 'b', null, 'a', 'e']);
    const { netns } = derived(host);
    expect(Object.keys(netns)).toEqual(['a', 'b', 'e']);
    expect(netns.e?.links).toEqual([]);
  });

  it('have no way out of an internal network', () => {
    expect(derived(EVERYTHING).netns.vault?.routes).toEqual([
      '172.19.0.0/16 dev eth0 proto kernel scope link src 172.19.0.2',
    ]);
  });
});

describe('packets', () => {
  const listening = (host: Partial<DockerHost>) => {
    const scenario = scenarioOf({
      host: { nic: 'eth0', address: '192.0.2.1/24', parts: [derived(host)] },
      client: {
        nic: 'eth0',
        address: '192.0.2.9/24',
        parts: [],
        routes: ['172.16.0.0/12 via 192.0.2.1 dev eth0'],
      },
    });
    const { web: inside } = scenario.machines.host!.netns!;
    return {
      ...scenario,
      machines: {
        ...scenario.machines,
        host: {
          ...scenario.machines.host!,
          netns: {
            ...scenario.machines.host!.netns,
            web: { ...inside, listeners: [{ kind: 'http' as const, port: 80, body: 'hello\n' }] },
          },
        },
      },
    };
  };

  it.each(RELEASES)(
    'of %s: a published port is reached from outside, and outside from the container',
    async (version) => {
      const scenario = listening({ ...EVERYTHING, version });
      expect((await shown(scenario, 'client', 'curl 192.0.2.1:8080')).at(-1)).toBe('hello');
      expect((await run(scenario, 'host/web', 'ping -c 1 192.0.2.9')).answered).toBe(true);
    },
  );

  it.each(RELEASES)('of %s: bridges do not reach each other, nor containers without icc', async (version) => {
    const scenario = listening({ ...EVERYTHING, version });
    expect((await run(scenario, 'host/web', 'ping -c 1 -W 1 172.18.0.2')).answered).toBe(false);
    expect((await run(scenario, 'host/vault', 'ping -c 1 -W 1 172.17.0.2')).answered).toBe(false);
  });

  it.each([
    ['27.5.1', true],
    ['28.0.0', false],
    ['28.2.0', false],
  ])(
    "of %s: another host reaches a published port at the container's own address: %s",
    async (version, reached) => {
      const scenario = listening({ ...EVERYTHING, version });
      const { answered } = await run(scenario, 'client', 'curl --connect-timeout 1 172.17.0.2');
      expect(answered).toBe(reached);
    },
  );
});

describe('what is wrong is told', () => {
  it.each<[DockerContainer[], string]>([
    [[{ name: 'a', network: 'nowhere' }], 'container a: there is no network "nowhere"'],
    [
      [{ name: 'a', network: 'container:b' }, { name: 'b' }],
      'container a: there is no network "container:b"',
    ],
    [[{ name: 'a', address: '10.0.0.1' }], 'a: 10.0.0.1 is not in 172.17.0.0/16'],
    [
      [
        { name: 'a', address: '172.17.0.9' },
        { name: 'b', address: '172.17.0.9' },
      ],
      'b: 172.17.0.9 is taken by a',
    ],
    [[web, { ...web, name: 'b' }], 'container b: 0.0.0.0:8080/tcp is published already'],
    [[web, { name: 'web' }], 'container web: there is another of this name'],
  ])('%j', (containers, sentence) => {
    expect(() => derived({ containers })).toThrow(sentence);
  });

  it.each<[DockerNetwork[], string]>([
    [[{ name: 'n' }, { name: 'n' }], 'network n: there is another of this name'],
    [
      [
        { name: 'a', gateway: '10.0.0.1/8' },
        { name: 'b', gateway: '10.9.0.1/16' },
      ],
      'network b: 10.9.0.0/16 meets that of network a',
    ],
    [
      Array.from({ length: 31 }, (_, n) => ({ name: `n${n}` })),
      'network n30: all default address pools are in use',
    ],
  ])('%j', (networks, sentence) => {
    expect(() => derived({ networks })).toThrow(sentence);
  });
});

describe('laws', () => {
  const lines = (containers: readonly DockerContainer[]) => {
    const { netns, links, tables, sysctl, ...host } = machineOf([derived({ containers })]);
    return [
      ...Object.values(host).flatMap((text) => text.split('\n')),
      ...[...Object.entries(netns), ...links, ...Object.entries(sysctl)].map((each) => JSON.stringify(each)),
      ...saveText(tables).split('\n'),
    ];
  };

  it('the same host, the same lines; one more container adds lines and changes none', () => {
    const port = fc.integer({ min: 1, max: 65535 });
    fc.assert(
      fc.property(fc.uniqueArray(port, { minLength: 1, maxLength: 8 }), (ports) => {
        const containers = ports.map((hostPort) => ({
          name: `c${hostPort}`,
          publish: [{ hostPort, containerPort: 80 }],
        }));
        const [before, after] = [lines(containers.slice(0, -1)), lines(containers)];
        expect(lines(containers)).toEqual(after);
        const added = [...after];
        for (const line of before) expect(added.splice(added.indexOf(line), 1)).toEqual([line]);
        const last = containers.length + 1;
        expect(added.every((line) => line.includes(`172.17.0.${last}`) || line.includes('veth'))).toBe(true);
      }),
    );
  });
});
